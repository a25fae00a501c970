import * as make from '../../ir/make.ts';
import type { Subroutine } from '../../ir/model.ts';
import { rewriteBody } from '../../ir/rewrite.ts';
import type { PassContext } from '../pass.ts';
import { vclSubroutines } from './vcl.ts';

/** The largest number that the target keeps has so many decimal digits. */
const decimalDigits = 15;

/** The digits of every base up to 36. */
export const digitsOf = (base: number): string => '0123456789abcdefghijklmnopqrstuvwxyz'.slice(0, base);

/**
 * Subroutines that read or write numbers of a base, a digit at a time: there are no loops. The text is in `carrier.digits`,
 * the number in `carrier.number`.
 */
export class NumberText {
  readonly #context: PassContext;
  readonly #made = new Map<string, Subroutine>();

  constructor(context: PassContext) {
    this.#context = context;
  }

  get subroutines(): readonly Subroutine[] {
    return [...this.#made.values()];
  }

  /** The name of what reads a number. */
  reader(base: number): string {
    const digits = digitsOf(base);
    const letters = base > 10 ? `0-9a-${digits.at(-1)}` : `0-${digits.at(-1)}`;
    const count = Math.floor(decimalDigits / Math.log10(base));
    const prefix = base === 16 ? '(?:0x)?' : '';
    return this.#add(
      `read_base_${base}`,
      [`The number of base ${base} that "digits" begins with`],
      `set carrier.number_text = carrier.digits;
       set carrier.digits = std.tolower(regsub(carrier.number_text, "(?si)^\\s*[+-]?${prefix}([${letters}]{0,${count}}).*", "\\1"));
       set carrier.number = 0;
       ${this.#repeat(`read_digit_${base}`, count, `
         if (carrier.digits ~ ".") {
           set carrier.number = carrier.number * ${base} + ${base} - str.count(std.strstr(${text(digits)}, str.take(carrier.digits, 1)));
           set carrier.digits = regsub(carrier.digits, "^.", "");
         }`)}
       if (carrier.number_text ~ "^\\s*-") {
         set carrier.number = 0 - carrier.number;
       }`,
    ); // prettier-ignore
  }

  /** The name of what writes a number with the given digits. */
  writer(digits: string): string {
    const base = digits.length;
    const isUsual = digits === digitsOf(base);
    const name = isUsual ? String(base) : `own_${base}`;
    const count = Math.ceil(decimalDigits / Math.log10(base));
    return this.#add(
      `write_base_${name}`,
      [`The text of "number" in base ${base}${isUsual ? '' : `, with digits of its own`}`],
      `set carrier.digits = "";
       set carrier.number_text = "";
       if (carrier.number < 0) {
         set carrier.number_text = "-";
         set carrier.number = 0 - carrier.number;
       }
       ${this.#repeat(`write_digit_${name}`, count, `
         if (carrier.number > 0 || carrier.digits == "") {
           set carrier.digits = str.take(${text(digits)}, 1, carrier.number % ${base}) + carrier.digits;
           set carrier.number = carrier.number / ${base};
         }`)}
       set carrier.digits = carrier.number_text + carrier.digits;`,
    ); // prettier-ignore
  }

  /** Calls of a subroutine, as often as is needed; many of them by way of one that calls it several times. */
  #repeat(name: string, count: number, body: string): string {
    this.#add(name, [], body);
    if (count <= 16) return `call ${name};\n`.repeat(count);
    const several = Math.ceil(Math.sqrt(count));
    const all = name.replace('digit', 'digits');
    this.#add(all, [], `call ${name};\n`.repeat(several));
    return `call ${all};\n`.repeat(Math.ceil(count / several));
  }

  #add(name: string, comment: readonly string[], code: string): string {
    const key = `${name}@helper`;
    if (this.#made.has(key)) return key;
    const [read] = vclSubroutines(this.#context.target, `sub ${name} { ${code} }`);
    if (read === undefined) return key;
    const body = rewriteBody(read.body, (statement) =>
      statement.kind === 'call-subroutine' ? [{ ...statement, name: `${statement.name}@helper` }] : [statement],
    );
    this.#made.set(key, make.remarked({ ...read, name: key, original: name, body, blankBefore: true }, ...comment));
    return key;
  }
}

/** A text between quotes that do not occur in it. */
function text(digits: string): string {
  if (!digits.includes('"')) return `"${digits}"`;
  return digits.includes('"}') ? `"""${digits}"""` : `{"${digits}"}`;
}

import { dialects, profileNamed, profileNames, usualTarget, type DialectName, type Profile } from './dialects/index.ts';
import type { DialectTable } from './mappings/table.ts';
import type { PassOptions } from './passes/pass.ts';
import type { Target, VmodPolicy } from './passes/target.ts';
import type { IncludeResolver, SourceInput } from './source/includes.ts';
import { detect } from './syntax/detect.ts';

export interface TranslateOptions {
  /** The dialect of the source: `auto` (the default), `fastly` or `varnish`. */
  readonly from?: 'auto' | DialectName | (string & {});
  /** What to translate to: `fastly`, `varnish@7.1`. The other dialect than that of the source, if nothing is said. */
  readonly to?: string;
  /**
   * Vmods that the output may use beside the ones that come with Varnish. `default`: those of varnish-modules, and others
   * where nothing else does; `none`: no other; a list: these and no other.
   */
  readonly vmods?: 'default' | 'none' | readonly string[];
  /**
   * What stands in the output for something that has no translation. `comment` (the default): its original text as a comment;
   * `break`: a word that the compiler of the target refuses, too; `error`: there is no output at all.
   */
  readonly unsupported?: PassOptions['unsupported'];
  /** Keep the `(null)` that Fastly prints for an operand that is not set. */
  readonly nullText?: boolean;
  /** What diagnostics call the source; only where the source is a plain string. */
  readonly fileName?: string;
  /** Finds the files that `include` names. Without it none is found. */
  readonly include?: IncludeResolver;
}

/** An option has a value that it cannot have. */
export class OptionError extends Error {
  override readonly name = 'OptionError';
  readonly option: string;

  constructor(option: string, message: string) {
    super(message);
    this.option = option;
  }
}

/** Options with nothing left open. */
export interface Settings {
  readonly source: Profile;
  readonly target: Target;
  readonly passes: PassOptions;
  readonly input: SourceInput;
  readonly include: IncludeResolver | undefined;
  /** The text looks like the dialect of the target. */
  readonly doubtful: boolean;
}

const unsupportedModes = ['comment', 'break', 'error'] as const;

export function settingsOf(source: string | SourceInput, options: TranslateOptions): Settings {
  checkNames(options);
  const input = inputOf(source, options);
  const to = options.to === undefined ? null : targetNamed(options.to);
  const from = sourceOf(options, to, input.text);
  const target = to ?? targetNamed(usualTarget[from.dialect.id as DialectName]);
  if (from.dialect === target.dialect) {
    throw new OptionError('to', `'${target.dialect.id}' cannot be translated to itself; format() lays it out`);
  }
  const asked = options.from === undefined || options.from === 'auto';
  const found = detect(input.text);
  return {
    source: from,
    target: { ...target, vmods: vmodsOf(options.vmods, target.table) },
    passes: { nullText: options.nullText ?? false, unsupported: options.unsupported ?? 'comment' },
    input,
    include: options.include,
    doubtful: found.dialect !== from.dialect.id && found.confidence > (asked ? 0.5 : 0.8),
  };
}

const types: Readonly<Record<keyof TranslateOptions, readonly string[]>> = {
  from: ['string'],
  to: ['string'],
  vmods: ['string', 'object'],
  unsupported: ['string'],
  nullText: ['boolean'],
  fileName: ['string'],
  include: ['function'],
};

function checkNames(options: TranslateOptions): void {
  for (const [name, value] of Object.entries(options)) {
    const allowed = Object.hasOwn(types, name) ? types[name as keyof TranslateOptions] : null;
    if (allowed === null)
      throw new OptionError(name, `there is no option '${name}'; there are ${list(Object.keys(types))}`);
    if (value !== undefined && !allowed.includes(typeof value)) {
      throw new OptionError(name, `the option '${name}' is ${allowed.join(' or ')}, not ${typeof value}`);
    }
  }
  const { unsupported } = options;
  if (unsupported !== undefined && !unsupportedModes.includes(unsupported)) {
    throw new OptionError(
      'unsupported',
      `'${unsupported}' is not a way to treat what has no translation; there are ${list(unsupportedModes)}`,
    );
  }
}

/** The name and the text of a source. */
export function inputOf(source: string | SourceInput, options: { readonly fileName?: string }): SourceInput {
  if (typeof source === 'string') return { name: options.fileName ?? 'input.vcl', text: source };
  if (typeof source?.name === 'string' && typeof source.text === 'string') return source;
  throw new OptionError('source', 'the source is a string, or an object with a name and a text');
}

function sourceOf({ from = 'auto' }: TranslateOptions, to: Profile | null, text: string): Profile {
  if (from !== 'auto') return profileOf('from', from, ['auto', ...Object.keys(dialects)]);
  if (to === null) return profileOf('from', detect(text).dialect, []);
  const other = Object.keys(usualTarget).find((name) => name !== to.dialect.id);
  return profileOf('from', other as string, []);
}

function targetNamed(name: string): Profile {
  return profileOf('to', name, profileNames);
}

function profileOf(option: string, name: string, known: readonly string[]): Profile {
  const profile = profileNamed(name);
  if (profile === null) throw new OptionError(option, `'${name}' is not a dialect; there are ${list(known)}`);
  return profile;
}

/** The dialect that a `dialect` option names. */
export function dialectOf(name: string, text: string): Profile {
  return name === 'auto'
    ? profileOf('dialect', detect(text).dialect, [])
    : profileOf('dialect', name, ['auto', ...Object.keys(dialects)]);
}

/** The package whose vmods are used without being asked for. */
const usualPackage = 'varnish-modules';

function vmodsOf(vmods: TranslateOptions['vmods'], { packages }: DialectTable): VmodPolicy {
  const names = Object.keys(packages);
  if (vmods === undefined || vmods === 'default') {
    return { kind: 'preferred', vmods: new Set(names.filter((name) => packages[name] === usualPackage)) };
  }
  if (vmods === 'none') return { kind: 'only', vmods: new Set() };
  if (!Array.isArray(vmods))
    throw new OptionError('vmods', `'${String(vmods)}' is not a list of vmods; there are also 'default' and 'none'`);
  for (const name of vmods as readonly unknown[]) {
    if (typeof name !== 'string' || !Object.hasOwn(packages, name)) {
      throw new OptionError('vmods', `'${String(name)}' is not a vmod that vcl-port knows; there are ${list(names)}`);
    }
  }
  return { kind: 'only', vmods: new Set(vmods as readonly string[]) };
}

function list(names: readonly string[]): string {
  const quoted = names.map((name) => `'${name}'`);
  const last = quoted.pop() ?? 'none';
  return quoted.length === 0 ? last : `${quoted.join(', ')} and ${last}`;
}

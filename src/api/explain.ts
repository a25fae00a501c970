import { catalogue, type Code } from '../diagnostics/catalogue.ts';
import { families } from '../diagnostics/families.ts';
import { familyOf, type Effort, type Family, type Limit, type Severity } from '../diagnostics/diagnostic.ts';
import { dialects, profileName, type DialectName } from '../dialects/index.ts';
import { rows } from '../generated/rows.ts';
import { canonicalNames, coreNames, tables } from '../generated/tables.ts';
import type { Expression } from '../ir/model.ts';
import { visitExpression } from '../ir/visit.ts';
import { findVariable, own, type CallableFact, type DialectTable } from '../mappings/table.ts';
import type { Row } from '../mappings/rows.ts';
import { Reporter } from '../diagnostics/reporter.ts';
import { print } from '../printer/print.ts';

/** What a diagnostic code means. */
export interface DiagnosticExplanation {
  readonly kind: 'diagnostic';
  readonly code: Code;
  readonly title: string;
  readonly family: Family;
  readonly familyTitle: string;
  readonly severity: Severity;
  readonly limit: Limit;
  readonly effort: Effort;
  /** Markdown. */
  readonly text: string;
}

/** What a dialect says about a name. */
export interface NameFact {
  /** `fastly`, `varnish@7.1`. */
  readonly profile: string;
  readonly what: 'variable' | 'function' | 'object' | 'subroutine' | 'property';
  /** Its type, or its signature. */
  readonly type: string;
  /** The subroutines where it can be used, by what is done with it. */
  readonly where: Readonly<Partial<Record<'read' | 'set' | 'unset' | 'call' | 'return', readonly string[]>>>;
  readonly vmod: string | null;
  readonly deprecated: string | null;
}

/** What a name becomes in the other dialect; placeholders are written `$name`. */
export interface MappedName {
  readonly from: DialectName;
  readonly to: DialectName;
  readonly source: string;
  /** `null`: it has no equal, or takes more than an expression to say. */
  readonly result: string | null;
  readonly fidelity: Row['fidelity'];
  readonly differs: string | null;
  readonly advice: string | null;
}

export interface NameExplanation {
  readonly kind: 'name';
  readonly name: string;
  readonly facts: readonly NameFact[];
  readonly mappings: readonly MappedName[];
}

export type Explanation = DiagnosticExplanation | NameExplanation;

/** What is known about a diagnostic code or about a name of either dialect; `null` when nothing is. */
export function explain(nameOrCode: string): Explanation | null {
  if (nameOrCode === '') return null;
  const code = nameOrCode.toUpperCase();
  if (Object.hasOwn(catalogue, code)) return explainCode(code as Code);
  const facts = tables.flatMap((table) => factsOf(nameOrCode, table));
  const mappings = [...sharedNames(nameOrCode), ...rows.filter((row) => isAbout(row, nameOrCode)).map(mappingOf)];
  return facts.length + mappings.length === 0 ? null : { kind: 'name', name: nameOrCode, facts, mappings };
}

/** Every code and name that `explain` knows of, for suggestions. */
export function knownNames(): readonly string[] {
  const names = tables.flatMap((table) =>
    [table.variables, table.functions, table.objects, table.states].flatMap((part) => Object.keys(part)),
  );
  return [...Object.keys(catalogue), ...new Set(names)];
}

function explainCode(code: Code): DiagnosticExplanation {
  const family = familyOf(code);
  return { kind: 'diagnostic', code, family, familyTitle: families[family], ...catalogue[code] };
}

function factsOf(name: string, table: DialectTable): readonly NameFact[] {
  const profile = profileName(table);
  const facts: NameFact[] = [];
  const plain = { profile, vmod: null, deprecated: null };
  const variable = findVariable(table, name);
  if (variable !== undefined) {
    const { read, write, unset } = variable;
    const where = {
      ...(read.length > 0 ? { read } : {}),
      ...(write.length > 0 ? { set: write } : {}),
      ...(unset.length > 0 ? { unset } : {}),
    };
    facts.push({ ...plain, what: 'variable', type: variable.type, where, deprecated: variable.deprecated ?? null });
  }
  for (const what of ['function', 'object'] as const) {
    const fact = own<CallableFact>(what === 'function' ? table.functions : table.objects, name);
    if (fact === undefined) continue;
    const where = fact.in === undefined ? {} : { call: fact.in };
    facts.push({ ...plain, what, type: signatureOf(name, fact), where, vmod: fact.vmod ?? null });
  }
  const state = own(table.states, name);
  if (state !== undefined)
    facts.push({ ...plain, what: 'subroutine', type: `sub ${name}`, where: { return: state.returns } });
  const property = name.startsWith('.') ? name.slice(1) : name;
  for (const [owner, properties] of Object.entries(table.properties)) {
    const type = owner === 'director' ? undefined : own(properties as Readonly<Record<string, unknown>>, property);
    if (typeof type === 'string')
      facts.push({ ...plain, what: 'property', type: `${owner} { .${property} = ${type}; }`, where: {} });
  }
  return facts;
}

function signatureOf(name: string, { returns, args }: CallableFact): string {
  const list = args.map((one) => `${one.type} ${one.name}${one.optional ? '?' : ''}${one.repeats ? '...' : ''}`.trim());
  return `${returns} ${name}(${list.join(', ')})`;
}

/** Names of what both machines have, by another name each. */
function sharedNames(name: string): readonly MappedName[] {
  return (['fastly', 'varnish'] as const).flatMap((from) => {
    const to = from === 'fastly' ? 'varnish' : 'fastly';
    const core = own(coreNames[from] ?? {}, name);
    const result = core === undefined ? undefined : own(canonicalNames[to] ?? {}, core);
    return result === undefined
      ? []
      : [{ from, to, source: name, result, fidelity: 'exact' as const, differs: null, advice: null }];
  });
}

function isAbout({ pattern, from }: Row, name: string): boolean {
  const table = dialects[from as DialectName].table();
  let found = false;
  visitExpression(pattern, (expression) => {
    if (expression.kind === 'call' || expression.kind === 'variable') {
      found ||=
        expression.name === name ||
        (expression.vocabulary === 'core' && textOf(expression, from as DialectName).startsWith(name));
      found ||=
        expression.kind === 'variable' &&
        starred(expression.name) === starred(name) &&
        findVariable(table, name) !== undefined;
    }
  });
  return found;
}

/** Names with a part that users give are alike. */
function starred(name: string): string {
  return name.replace(/^(backend|director|ratecounter)\.[^.]+\./, '$1.*.');
}

function mappingOf(row: Row): MappedName {
  const from = row.from as DialectName;
  const to = row.to as DialectName;
  return {
    from,
    to,
    source: textOf(row.pattern, from),
    result: row.result === null ? null : textOf(row.result, to),
    fidelity: row.fidelity,
    differs: row.differs ?? null,
    advice: row.advice ?? null,
  };
}

/** An expression in the language of a dialect. */
function textOf(expression: Expression, name: DialectName): string {
  const dialect = dialects[name];
  const program = dialect.lower(
    { items: [{ kind: 'evaluate', expression, origin: null }] },
    { reporter: new Reporter(), table: dialect.table(), keepSpelling: false },
  );
  return print(program)
    .trim()
    .replace(/;$/, '')
    .replace(/PLACEHOLDER_([A-Za-z0-9]+)(?:__\w+)?/g, '$$$1');
}

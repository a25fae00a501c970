import { Reporter } from '../../diagnostics/reporter.ts';
import type { Body, Carrier, Expression, Item, Subroutine } from '../../ir/model.ts';
import { mapBodyExpressions } from '../../ir/rewrite.ts';
import { isStatement } from '../../ir/visit.ts';
import { SourceFile } from '../../source/source-file.ts';
import { parse } from '../../syntax/parse.ts';
import type { Target } from '../target.ts';
import { carriers } from './carriers.ts';

/**
 * Code that the translation adds is written in the language of the target, so that it can be read here as it will be read
 * there. `carrier.NAME` stands for a value of `carriers.ts`, `_name_` for an expression that is put in.
 */
export function vclStatements(target: Target, text: string, holes: Readonly<Record<string, Expression>> = {}): Body {
  const body = read(target, text).filter(isStatement);
  return Object.keys(holes).length === 0 ? body : fill(body, holes);
}

/** A dialect in a version: a target, or the source. */
type Language = Pick<Target, 'dialect' | 'table'>;

/** Subroutines in the language of the target. */
export function vclSubroutines(target: Language, text: string): readonly Subroutine[] {
  return read(target, text).flatMap((item) => (item.kind === 'subroutine' ? [item] : []));
}

/** An expression in the language of the target. */
export function vclExpression(
  target: Target,
  text: string,
  holes: Readonly<Record<string, Expression>> = {},
): Expression {
  const [statement] = vclStatements(target, `set carrier.value = ${text};`, holes);
  if (statement?.kind !== 'assign') throw new Error(`not an expression: ${text}`);
  return statement.value;
}

const known = new Map<string, readonly Item[]>();

function read(target: Language, text: string): readonly Item[] {
  const key = `${target.dialect.id}@${target.table.version}\n${text}`;
  const cached = known.get(key);
  if (cached !== undefined) return cached;
  const reporter = new Reporter();
  const program = parse(new SourceFile('generated', text), 0, target.dialect.syntax, reporter);
  const lifted = target.dialect.lift(program, { reporter, file: 0, table: target.table, carrier });
  const [problem] = reporter.diagnostics;
  if (problem !== undefined) throw new Error(`generated code: ${problem.message}\n${text}`);
  const items = lifted.items.map(forgetOrigins);
  known.set(key, items);
  return items;
}

function carrier(name: string): Carrier | null {
  const { type, scope } = carriers[name as keyof typeof carriers] ?? { type: 'unknown', scope: 'client' };
  return { kind: 'carrier', name, type, scope, origin: null };
}

/** What was not in the source has no place in it. */
function forgetOrigins<T>(node: T): T {
  if (Array.isArray(node)) return node.map(forgetOrigins) as T;
  if (node === null || typeof node !== 'object') return node;
  const entries = Object.entries(node).map(([key, value]) => {
    if (key === 'origin') return [key, null];
    return key === 'spelling' ? [key, undefined] : [key, forgetOrigins(value)];
  });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as T;
}

const hole = /^_(\w+)_$/;

function fill(body: Body, holes: Readonly<Record<string, Expression>>): Body {
  return mapBodyExpressions(body, (expression) => {
    if (expression.kind !== 'name') return expression;
    const name = hole.exec(expression.name)?.[1];
    return name === undefined ? expression : (holes[name] ?? expression);
  });
}

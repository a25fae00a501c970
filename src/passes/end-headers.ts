import * as make from '../ir/make.ts';
import type { Body, Expression, Header, Program, Statement } from '../ir/model.ts';
import { mapBodies, mapStatement, rewriteBody } from '../ir/rewrite.ts';
import { setness } from '../ir/setness.ts';
import { visitExpression, visitStatements } from '../ir/visit.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F16: a header ends at the first line break of what it is set to. The target fails the request instead, for any control
 * character: what may bring one is cut, and a literal is cut here. And it reads a header without blanks at its beginning.
 */
export const endHeaders: Pass = {
  name: 'end-headers',
  description: 'Values of headers end at their first line break.',
  needed: ({ source, target }) => target.dialect.traits.backendThread && !source.dialect.traits.backendThread,
  run: (program, context) => mapBodies(program, (body) => end(body, context)) satisfies Program,
};

function end(body: Body, context: PassContext): Body {
  const raw = rawLocals(body);
  return rewriteBody(body, (statement): readonly Statement[] => {
    if ((statement.kind !== 'assign' && statement.kind !== 'append') || statement.target.kind !== 'header')
      return [statement];
    const value = ended(statement.value, raw);
    if (/[\r\n][^]/.test(literalOf(statement.value, 'x'))) {
      context.reporter.report(
        'VCP6031',
        statement.origin,
        `${nameOf(statement.target)} ends at the line break in its value`,
      );
    }
    if (/^[ \t]/.test(literalOf(statement.value, 'x'))) {
      const message = `${nameOf(statement.target)} is read without the blanks that it begins with`;
      context.reporter.report('VCP3044', statement.origin, message);
    }
    if (hasControl(value) || value !== statement.value) allowControl(statement, context);
    return [value === statement.value ? statement : mapStatement(statement, { expression: () => value })];
  });
}

/** Any other control character stays on the source. */
function allowControl(statement: Statement, context: PassContext): void {
  const others = context.needs.parameters.get('feature');
  const all = new Set([...(others?.split(',') ?? []), '-validate_headers']);
  context.needs.parameters.set('feature', [...all].join(','));
  context.reporter.report(
    'VCP4034',
    statement.origin,
    'run varnishd with -p feature=-validate_headers: the value may have control characters',
  );
}

function nameOf(header: Header): string {
  return `${header.message}.http.${header.name}`;
}

/** What decodes a text can give any byte. */
function isRaw(expression: Expression, locals: ReadonlySet<string>): boolean {
  let raw = false;
  visitExpression(expression, (inner) => {
    if (inner.kind === 'local') raw ||= locals.has(inner.name);
    if (inner.kind !== 'call') return;
    const second = inner.arguments[1]?.value;
    raw ||= inner.name === 'blob.transcode' && second?.kind === 'name' && second.name === 'IDENTITY';
    // A format may have line breaks.
    raw ||= inner.name === 'std.strftime' && (second?.kind !== 'string' || /%n/.test(second.value));
  });
  return raw;
}

/** Locals that a raw text was ever given to. */
function rawLocals(body: Body): ReadonlySet<string> {
  const raw = new Set<string>();
  for (let known = -1; known !== raw.size;) {
    known = raw.size;
    visitStatements(body, (statement) => {
      if (statement.kind !== 'assign' || statement.target.kind !== 'local' || statement.target.type !== 'string')
        return;
      if (isRaw(statement.value, raw) || /[\r\n]/.test(literalOf(statement.value))) raw.add(statement.target.name);
    });
  }
  return raw;
}

/** The literals of a text, with something in the place of what is known at run time. */
function literalOf(expression: Expression, hole = ''): string {
  if (expression.kind === 'string') return expression.value;
  return expression.kind === 'concat' ? expression.parts.map((part) => literalOf(part, hole)).join('') : hole;
}

const lineBreak = /[\r\n][^]*/;

function ended(value: Expression, raw: ReadonlySet<string>): Expression {
  const parts = value.kind === 'concat' ? value.parts : [value];
  const at = parts.findIndex((part) => part.kind === 'string' && lineBreak.test(part.value));
  const kept = at === -1 ? parts : parts.slice(0, at + 1);
  const last = kept.at(-1);
  const cut =
    at !== -1 && last?.kind === 'string'
      ? [...kept.slice(0, -1), { ...make.string(last.value.replace(lineBreak, ''), last.origin) }]
      : kept;
  const whole: Expression = at === -1 ? value : value.kind === 'concat' ? { ...value, parts: cut } : (cut[0] ?? value);
  if (!isRaw(whole, raw)) return whole;
  const set = setness(whole);
  const call = { ...make.regsub(whole, '(?s)[\\r\\n].*', ''), origin: value.origin };
  return set === false ? call : { ...call, setWhen: set };
}

/** A control character in a text of its own, not in what is made of one. */
function hasControl(value: Expression): boolean {
  // oxlint-disable-next-line no-control-regex
  return /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(literalOf(value));
}

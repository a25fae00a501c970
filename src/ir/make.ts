/** Short ways to make nodes. What is made has no origin of its own unless it is given one. */
import type {
  Assign, Binary, Body, Branch, Call, Comments, CallSubroutine, Carrier, Expression, Header, If, Local, Logical, Match, Message, Not,
  Origin, Place, Remove, Statement, StringLiteral, Transition, Variable,
} from './model.ts'; // prettier-ignore
import type { Action } from './states.ts';
import type { Type } from './types.ts';

export const string = (value: string, origin: Origin = null): StringLiteral => ({ kind: 'string', value, origin });
export const integer = (value: number): Expression => ({
  kind: 'number',
  type: 'integer',
  text: String(value),
  origin: null,
});
export const duration = (text: string): Expression => ({ kind: 'number', type: 'duration', text, origin: null });
export const boolean = (value: boolean): Expression => ({ kind: 'boolean', value, origin: null });
export const header = (message: Message, name: string, origin: Origin = null): Header => ({
  kind: 'header',
  message,
  name,
  origin,
});
export const core = (name: string, type: Type, origin: Origin = null): Variable => ({
  kind: 'variable',
  vocabulary: 'core',
  name,
  type,
  origin,
});
export const local = (name: string, type: Type): Local => ({ kind: 'local', name, type, origin: null });
export const carrier = (name: string, type: Type, scope: Carrier['scope']): Carrier => ({
  kind: 'carrier',
  name,
  type,
  scope,
  origin: null,
});
export const call = (vocabulary: string, name: string, args: readonly Expression[], type: Type): Call => ({
  kind: 'call',
  vocabulary,
  name,
  arguments: args.map((value) => ({ name: null, value })),
  type,
  origin: null,
});
export const regsub = (subject: Expression, pattern: string, replacement: string, name = 'regsub'): Call => ({
  ...call('core', name, [subject, string(pattern), string(replacement)], 'string'),
  origin: subject.origin,
});
export const not = (operand: Expression): Not => ({ kind: 'not', operand, origin: operand.origin });
export const match = (subject: Expression, pattern: string, negated = false): Match => ({
  kind: 'match',
  negated,
  subject,
  pattern: string(pattern),
  origin: subject.origin,
});
export const binary = (left: Expression, operator: Binary['operator'], right: Expression): Binary => ({
  kind: 'binary',
  operator,
  left,
  right,
  origin: left.origin,
});
export const logical = (operator: '&&' | '||', operands: readonly Expression[]): Expression => {
  const flat = operands.flatMap((operand) =>
    operand.kind === 'logical' && operand.operator === operator ? operand.operands : [operand],
  );
  const [only] = flat;
  const made: Logical = { kind: 'logical', operator, operands: flat, origin: null };
  return flat.length === 1 && only !== undefined ? only : made;
};
export const concat = (...parts: readonly Expression[]): Expression => {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind: 'concat', parts, unset: '', origin: null };
};

export const assign = (target: Place, value: Expression, origin: Origin = null): Assign => ({
  kind: 'assign',
  target,
  operator: '=',
  value,
  origin,
});
export const remove = (target: Place, origin: Origin = null): Remove => ({ kind: 'remove', target, origin });
export const branch = (condition: Expression, body: Body): Branch => ({ condition, body });
export const when = (condition: Expression, body: Body, otherwise: Body | null = null, origin: Origin = null): If => ({
  kind: 'if',
  branches: [branch(condition, body)],
  otherwise,
  origin,
});
export const callSubroutine = (name: string, origin: Origin = null): CallSubroutine => ({
  kind: 'call-subroutine',
  name,
  arguments: [],
  origin,
});
export const transition = (
  action: Action,
  args: readonly (Expression | null)[] = [],
  origin: Origin = null,
): Transition => ({
  kind: 'transition',
  action,
  arguments: args,
  origin,
});
export const backToCaller = (origin: Origin = null): Statement => ({ kind: 'return', value: null, origin });

/** A statement with a comment of our own before it. */
export function remarked<T extends Comments>(statement: T, ...lines: readonly string[]): T {
  const leading = lines.map((line) => ({ text: `# ${line}`, start: 0, end: 0, blankBefore: false, blankAfter: false }));
  return { ...statement, leading: [...leading, ...(statement.leading ?? [])] };
}

/** A statement without its comments, which stay with the first of what replaces it. */
export function bare<T extends Comments>(statement: T): T {
  const { leading: _leading, trailing: _trailing, blankBefore: _blank, ...rest } = statement;
  return rest as T;
}

/** Comments and empty line of a statement, given to the first of those that replace it. */
export function inPlaceOf(statement: Statement, replacement: readonly Statement[]): readonly Statement[] {
  const [first, ...rest] = replacement;
  if (first === undefined) {
    if (statement.leading === undefined && statement.trailing === undefined) return [];
    const comments = [...(statement.leading ?? []), ...(statement.trailing ?? [])];
    return [
      { kind: 'remark', comments, origin: null, ...(statement.blankBefore === true ? { blankBefore: true } : {}) },
    ];
  }
  const last = rest.at(-1);
  const leading = [...(statement.leading ?? []), ...(first.leading ?? [])];
  const head: Statement = {
    ...first,
    ...(leading.length > 0 ? { leading } : {}),
    ...(statement.blankBefore === true ? { blankBefore: true } : {}),
  };
  const { trailing } = statement;
  if (trailing === undefined) return [head, ...rest];
  if (last === undefined) return [{ ...head, trailing: [...(head.trailing ?? []), ...trailing] }];
  return [head, ...rest.slice(0, -1), { ...last, trailing: [...(last.trailing ?? []), ...trailing] }];
}

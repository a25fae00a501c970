/**
 * The actions of the grammars: each makes a node of what its production matched. `d` holds the matched parts, `start` and
 * `end` the offsets of the whole. The grammar guarantees the shapes, which is why the parts are `any` here and nowhere else.
 */
/* oxlint-disable typescript/no-explicit-any */
import type * as ast from './ast.ts';
import type { Token } from './token.ts';

export type Build = (d: any[], start: number, end: number) => unknown;

export const id: Build = (d) => d[0];
export const absent: Build = () => null;
export const empty: Build = () => [];
export const list: Build = (d) => d;
export const second: Build = (d) => d[1];
export const pair: Build = (d) => d;
export const append: Build = (d) => (d[0].push(d[1]), d[0]);
export const appendThird: Build = (d) => (d[0].push(d[2]), d[0]);
export const appendAll: Build = (d) => (d[0].push(d[1], ...d[2]), d[0]);
export const text: Build = (d) => (d[0] as Token).text;

// --------------------------------------------------------------------------------------------------------------- literals

export const identifier: Build = (d, start, end): ast.Identifier => ({
  kind: 'Identifier',
  name: d[0].text,
  start,
  end,
});
export const variable: Build = (d, start, end): ast.Variable => ({ kind: 'Variable', name: d[0].text, start, end });
export const string: Build = (d, start, end): ast.StringLiteral => ({
  kind: 'StringLiteral',
  raw: d[0].text,
  start,
  end,
});
export const number: Build = (d, start, end): ast.NumberLiteral => ({
  kind: 'NumberLiteral',
  type: d[0].type,
  raw: d[0].text,
  start,
  end,
});
export const boolean: Build = (d, start, end): ast.BooleanLiteral => ({
  kind: 'BooleanLiteral',
  value: (d[0] as Token).type === 'true',
  start,
  end,
});
export const blob: Build = (d, start, end): ast.BlobLiteral => ({ kind: 'BlobLiteral', raw: d[0].text, start, end });
export const directive: Build = (d, start, end): ast.TemplateDirective => ({
  kind: 'TemplateDirective',
  text: d[0].text,
  start,
  end,
});
export const inlineC: Build = (d, start, end): ast.InlineC => ({ kind: 'InlineC', text: d[0].text, start, end });

// ----------------------------------------------------------------------------------------------------------- declarations

export const version: Build = (d, start, end): ast.VersionDeclaration => ({
  kind: 'VersionDeclaration',
  version: d[1].text,
  start,
  end,
});
export const importDeclaration: Build = (d, start, end): ast.ImportDeclaration => ({
  kind: 'ImportDeclaration',
  name: d[1],
  alias: null,
  from: null,
  start,
  end,
});
export const importAs: Build = (d, start, end): ast.ImportDeclaration => ({
  kind: 'ImportDeclaration',
  name: d[1],
  alias: d[3],
  from: null,
  start,
  end,
});
export const importFrom: Build = (d, start, end): ast.ImportDeclaration => ({
  kind: 'ImportDeclaration',
  name: d[1],
  alias: null,
  from: d[3],
  start,
  end,
});
export const pragma: Build = (d, start, end): ast.PragmaDeclaration => ({
  kind: 'PragmaDeclaration',
  words: d[1],
  start,
  end,
});
export const controlLine: Build = (d, start, end): ast.ControlLine => ({
  kind: 'ControlLine',
  text: d[0].text,
  start,
  end,
});
export const acl: Build = (d, start, end): ast.AclDeclaration => ({
  kind: 'AclDeclaration',
  name: d[1],
  flags: d[2],
  entries: d[4],
  start,
  end,
});
export const aclFlag: Build = (d) => d[0].text + d[1].text;
export const aclEntry: Build = (d, start, end): ast.AclEntry => ({
  kind: 'AclEntry',
  negated: d[0] !== null,
  address: d[1],
  mask: d[2],
  optional: false,
  start,
  end,
});
export const aclOptionalEntry: Build = (d, start, end): ast.AclEntry => ({
  kind: 'AclEntry',
  negated: d[0] !== null || d[2] !== null,
  address: d[3],
  mask: d[4],
  optional: true,
  start,
  end,
});
export const aclMask: Build = (d, _start, end) =>
  (d[1].type === 'integer' ? number : variable)([d[1]], d[1].start, end);
export const table: Build = (d, start, end): ast.TableDeclaration => ({
  kind: 'TableDeclaration',
  name: d[1],
  type: d[2],
  entries: d[4],
  start,
  end,
});
export const tableEntry: Build = (d, start, end): ast.TableEntry => ({
  kind: 'TableEntry',
  key: d[0],
  value: d[2],
  start,
  end,
});
export const backend: Build = (d, start, end): ast.BackendDeclaration => ({
  kind: 'BackendDeclaration',
  name: d[1],
  none: false,
  properties: d[3],
  start,
  end,
});
export const backendNone: Build = (d, start, end): ast.BackendDeclaration => ({
  kind: 'BackendDeclaration',
  name: d[1],
  none: true,
  properties: [],
  start,
  end,
});
export const probe: Build = (d, start, end): ast.ProbeDeclaration => ({
  kind: 'ProbeDeclaration',
  name: d[1],
  properties: d[3],
  start,
  end,
});
export const director: Build = (d, start, end): ast.DirectorDeclaration => ({
  kind: 'DirectorDeclaration',
  name: d[1],
  type: d[2],
  items: d[4],
  start,
  end,
});
export const directorMember: Build = (d, start, end): ast.DirectorMember => ({
  kind: 'DirectorMember',
  properties: d[1],
  start,
  end,
});
export const property: Build = (d, start, end): ast.Property => ({
  kind: 'Property',
  name: d[0].text.slice(1),
  value: d[2],
  start,
  end,
});
export const propertyBlock: Build = (d, start, end): ast.PropertyBlock => ({
  kind: 'PropertyBlock',
  properties: d[1],
  start,
  end,
});
export const stringList: Build = (d, start, end): ast.StringList => ({
  kind: 'StringList',
  items: d[0],
  start,
  end,
});
/** In a property, strings side by side are a list (the lines of `.request`), not a concatenation. */
export const propertyValue: Build = (d, start, end) => {
  const value = d[0] as ast.Expression;
  if (value.kind !== 'Concatenation') return value;
  const items = value.parts.map((part) => part.value);
  const isList = value.parts.every((part) => part.operator === '' && part.value.kind === 'StringLiteral');
  return isList ? stringList([items], start, end) : value;
};
export const penaltyBox: Build = (d, start, end): ast.PenaltyBoxDeclaration => ({
  kind: 'PenaltyBoxDeclaration',
  name: d[1],
  start,
  end,
});
export const rateCounter: Build = (d, start, end): ast.RateCounterDeclaration => ({
  kind: 'RateCounterDeclaration',
  name: d[1],
  start,
  end,
});
export const subroutine: Build = (d, start, end): ast.Subroutine => ({
  kind: 'Subroutine',
  name: d[1],
  parameters: d[2],
  returnType: d[3],
  body: d[4],
  start,
  end,
});
export const plainSubroutine: Build = (d, start, end): ast.Subroutine => ({
  kind: 'Subroutine',
  name: d[1],
  parameters: null,
  returnType: null,
  body: d[2],
  start,
  end,
});
export const parameter: Build = (d, start, end): ast.Parameter => ({
  kind: 'Parameter',
  type: d[0],
  name: d[1],
  start,
  end,
});

// ------------------------------------------------------------------------------------------------------------- statements

export const block: Build = (d, start, end): ast.Block => ({ kind: 'Block', statements: d[1], start, end });
export const set: Build = (d, start, end): ast.SetStatement => ({
  kind: 'SetStatement',
  target: variable([d[1]], d[1].start, d[1].end) as ast.Variable,
  operator: d[2],
  value: d[3],
  start,
  end,
});
export const unset: Build = (d, start, end): ast.UnsetStatement => ({
  kind: 'UnsetStatement',
  keyword: d[0].type,
  target: variable([d[1]], d[1].start, d[1].end) as ast.Variable,
  start,
  end,
});
export const add: Build = (d, start, end): ast.AddStatement => ({
  kind: 'AddStatement',
  target: variable([d[1]], d[1].start, d[1].end) as ast.Variable,
  operator: d[2],
  value: d[3],
  start,
  end,
});
/** `declare local var.x TYPE [= value];`: the word after `declare` can only be `local`. */
export const declare: Build = (d, start, end): ast.DeclareStatement => ({
  kind: 'DeclareStatement',
  name: variable([d[2]], d[2].start, d[2].end) as ast.Variable,
  type: d[3],
  value: d[5] ?? null,
  start,
  end,
});
export const call: Build = (d, start, end): ast.CallStatement => ({
  kind: 'CallStatement',
  callee: d[1],
  start,
  end,
});
const returns = (
  parentheses: boolean,
  value: ast.Expression | null,
  start: number,
  end: number,
): ast.ReturnStatement => ({
  kind: 'ReturnStatement',
  parentheses,
  value,
  start,
  end,
});
/** `return x;` and `return (x);`: parentheses around one name or call belong to the statement. */
const returnStatement: Build = (d, start, end) => {
  const value = d.length === 3 ? (d[1] as ast.Expression | Token) : null;
  if (value === null) return returns(false, null, start, end);
  if (!('kind' in value)) return returns(false, variable([value], value.start, value.end) as ast.Variable, start, end);
  if (value.kind === 'GroupExpression') {
    const inner = value.expression;
    if (inner.kind === 'Variable' || inner.kind === 'CallExpression') return returns(true, inner, start, end);
  }
  return returns(false, value, start, end);
};
export { returnStatement as return };
export const returnGroup: Build = (d, start, end) => returns(true, d[2], start, end);
export const error: Build = (d, start, end): ast.ErrorStatement => ({
  kind: 'ErrorStatement',
  status: d.length > 2 ? d[1] : null,
  message: d.length > 3 ? d[2] : null,
  start,
  end,
});
export const restart: Build = (_d, start, end): ast.RestartStatement => ({ kind: 'RestartStatement', start, end });
export const esi: Build = (_d, start, end): ast.EsiStatement => ({ kind: 'EsiStatement', start, end });
export const log: Build = (d, start, end): ast.LogStatement => ({ kind: 'LogStatement', value: d[1], start, end });
export const synthetic: Build = (d, start, end): ast.SyntheticStatement => ({
  kind: 'SyntheticStatement',
  base64: (d[0] as Token).type === 'synthetic.base64',
  value: d[1],
  start,
  end,
});
const gotoStatement: Build = (d, start, end): ast.GotoStatement => ({
  kind: 'GotoStatement',
  label: d[1].text,
  start,
  end,
});
export { gotoStatement as goto };
export const label: Build = (d, start, end): ast.LabelStatement => ({
  kind: 'LabelStatement',
  label: d[0].text,
  start,
  end,
});
const branch = (
  keyword: string,
  condition: ast.Expression | null,
  body: ast.Block,
  start: number,
  end: number,
): ast.IfBranch => ({ kind: 'IfBranch', keyword, condition, body, start, end });
const ifStatement: Build = (d, start, end): ast.IfStatement => {
  const branches: ast.IfBranch[] = [branch('if', d[2], d[4], start, d[4].end), ...d[5]];
  if (d[6] !== null) branches.push(d[6]);
  return { kind: 'IfStatement', branches, start, end };
};
export { ifStatement as if };
export const keyword: Build = (d) => d.map((token: Token) => token.type).join(' ');
export const elseIf: Build = (d, start, end) => branch(d[0], d[2], d[4], start, end);
const elseBranch: Build = (d, start, end) => branch('else', null, d[1], start, end);
export { elseBranch as else };
const switchStatement: Build = (d, start, end): ast.SwitchStatement => ({
  kind: 'SwitchStatement',
  subject: d[2],
  cases: d[5],
  start,
  end,
});
export { switchStatement as switch };
const oneCase = (
  test: ast.Expression | null,
  regex: boolean,
  statements: readonly ast.Statement[],
  start: number,
  end: number,
): ast.SwitchCase => ({ kind: 'SwitchCase', test, regex, statements, start, end });
export const switchCase: Build = (d, start, end) => oneCase(d[1], false, d[3], start, end);
export const switchRegexCase: Build = (d, start, end) => oneCase(d[2], true, d[4], start, end);
export const switchDefault: Build = (d, start, end) => oneCase(null, false, d[2], start, end);
const breakStatement: Build = (_d, start, end): ast.BreakStatement => ({ kind: 'BreakStatement', start, end });
export { breakStatement as break };
export const fallthrough: Build = (_d, start, end): ast.FallthroughStatement => ({
  kind: 'FallthroughStatement',
  start,
  end,
});
export const expressionStatement: Build = (d, start, end): ast.ExpressionStatement => ({
  kind: 'ExpressionStatement',
  expression: d[0],
  start,
  end,
});
const newStatement: Build = (d, start, end): ast.NewStatement => ({
  kind: 'NewStatement',
  name: d[1],
  constructorCall: d[3],
  start,
  end,
});
export { newStatement as new };
export const include: Build = (d, start, end): ast.Include => ({
  kind: 'Include',
  path: d[1],
  glob: false,
  start,
  end,
});
/** The only flag is `+glob`. */
export const includeFlag: Build = (d, start, end): ast.Include => ({
  kind: 'Include',
  path: d[3],
  glob: true,
  start,
  end,
});
export const macro: Build = (d, start, end): ast.MacroStatement => ({
  kind: 'MacroStatement',
  text: d[0].text,
  scope: d[0].text.split(/\s+/)[1].toLowerCase(),
  start,
  end,
});

// ------------------------------------------------------------------------------------------------------------ expressions

export const binary: Build = (d, start, end): ast.BinaryExpression => ({
  kind: 'BinaryExpression',
  operator: d[1].text,
  left: d[0],
  right: d[2],
  start,
  end,
});
/** A chain of one operator is one node. */
export const logical: Build = (d, start, end): ast.LogicalExpression => {
  const [left, { text: operator }, right] = d as [ast.Expression, Token, ast.Expression];
  const operands = left.kind === 'LogicalExpression' && left.operator === operator ? left.operands : [left];
  (operands as ast.Expression[]).push(right);
  return { kind: 'LogicalExpression', operator: operator as '&&' | '||', operands, start, end };
};
export const unary: Build = (d, start, end): ast.UnaryExpression => ({
  kind: 'UnaryExpression',
  operator: d[0].text,
  operand: d[1],
  start,
  end,
});
export const group: Build = (d, start, end): ast.GroupExpression => ({
  kind: 'GroupExpression',
  expression: d[1],
  start,
  end,
});
const part = (operator: '' | '+' | '-', value: ast.Expression, start: number, end: number): ast.ConcatenationPart => ({
  kind: 'ConcatenationPart',
  operator,
  value,
  start,
  end,
});
export const firstPart: Build = (d, start, end) => [part('', d[0], start, end)];
export const signedFirstPart: Build = (d, start, end) => [part('', unary(d, start, end) as ast.Expression, start, end)];
export const nextPart: Build = (d) => (d[0].push(part('', d[1], d[1].start, d[1].end)), d[0]);
export const signedPart: Build = (d) => (d[0].push(part(d[1].text, d[2], d[2].start, d[2].end)), d[0]);
/** One operand is itself. */
export const concatenation: Build = (d, start, end): ast.Expression => {
  const parts = d[0] as ast.ConcatenationPart[];
  const [first] = parts;
  return parts.length === 1 && first !== undefined ? first.value : { kind: 'Concatenation', parts, start, end };
};
export const conditional: Build = (d, start, end): ast.ConditionalExpression => ({
  kind: 'ConditionalExpression',
  condition: d[2],
  consequent: d[4],
  alternate: d[6],
  start,
  end,
});
export const callExpression: Build = (d, start, end): ast.CallExpression => ({
  kind: 'CallExpression',
  callee: d[0],
  arguments: d[2],
  start,
  end,
});
export const keywordCall: Build = (d, start, end) =>
  callExpression([variable([d[0]], d[0].start, d[0].end), d[1], d[2]], start, end);
export const argument: Build = (d, start, end): ast.Argument => ({
  kind: 'Argument',
  name: null,
  value: d[0],
  start,
  end,
});
export const namedArgument: Build = (d, start, end): ast.Argument => ({
  kind: 'Argument',
  name: d[0].text ?? d[0].name,
  value: d[2],
  start,
  end,
});
export const method: Build = (d, start, end): ast.MethodExpression => ({
  kind: 'MethodExpression',
  object: d[0],
  method: d[1].text.slice(1),
  arguments: d[3],
  start,
  end,
});

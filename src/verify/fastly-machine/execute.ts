import type * as ast from '../../syntax/ast.ts';
import { assign } from './assign.ts';
import { convert, defaultOf, textOf } from './convert.ts';
import { evaluate, evaluateCondition, parseHeaderName, toText } from './evaluate.ts';
import type { Frame } from './frame.ts';
import { addHeader, setHeader, unsetVariable } from './header-statements.ts';
import { MachineError } from './machine-error.ts';
import { string, type Value, type ValueType } from './value.ts';

/** How a subroutine of a state ends. `end`: it fell off its end. */
export type Transition =
  | { readonly kind: 'end' }
  | { readonly kind: 'return'; readonly action: string; readonly at: ast.Statement }
  | { readonly kind: 'error'; readonly status: number; readonly message: string | null; readonly at: ast.Statement }
  | { readonly kind: 'restart'; readonly at: ast.Statement };

/** What ended a statement list before its end; `null` for nothing. */
type Completion =
  | Transition
  | { readonly kind: 'break' | 'fallthrough' }
  | { readonly kind: 'goto'; readonly label: string }
  | { readonly kind: 'leave'; readonly value: Value | null }
  | null;

/** A transition from inside an expression: a functional subroutine did not give a value but left the state. */
class Leaving extends Error {
  readonly transition: Transition;
  constructor(transition: Transition) {
    super('a functional subroutine left the state');
    this.transition = transition;
  }
}

const end: Transition = { kind: 'end' };

/** Runs the definitions of a state: one body after the other, as if they were one. */
export function runState(bodies: readonly ast.Subroutine[], frame: Frame): Transition {
  try {
    const completion = runAll(
      bodies.flatMap(({ body }) => body.statements),
      frame,
    );
    return completion !== null && isTransition(completion) ? completion : end;
  } catch (error) {
    if (error instanceof Leaving) return error.transition;
    throw error;
  }
}

/** Calls a functional subroutine for its value. */
export function callFunction(subroutine: ast.Subroutine, args: readonly Value[], caller: Frame): Value {
  const completion = call(subroutine, args, caller);
  if (completion !== null && isTransition(completion)) throw new Leaving(completion);
  const type = (subroutine.returnType?.name ?? 'STRING') as ValueType;
  if (completion?.kind === 'leave' && completion.value !== null) return convert(completion.value, type);
  throw new MachineError(`'${subroutine.name.name}' ends without a value`);
}

function call(subroutine: ast.Subroutine, args: readonly Value[], caller: Frame): Completion {
  const frame = caller.enter();
  for (const [index, parameter] of (subroutine.parameters ?? []).entries()) {
    const type = parameter.type.name as ValueType;
    const given = args[index];
    const value = given === undefined ? defaultOf(type) : convert(given, type);
    frame.locals.set(localName(parameter.name.name), notEmpty(value));
  }
  return runAll(subroutine.body.statements, frame);
}

/** What is not set becomes empty on its way into a parameter (fastly.md 4.1). */
function notEmpty(value: Value): Value {
  return value.type === 'STRING' && value.value === null ? string('') : value;
}

function isTransition(completion: NonNullable<Completion>): completion is Transition {
  return completion.kind === 'return' || completion.kind === 'error' || completion.kind === 'restart';
}

const localName = (name: string): string => name.replace(/^var\./, '');

/** The statements of a subroutine: a jump has to end in them. */
function runAll(statements: readonly ast.Statement[], frame: Frame): Completion {
  const completion = run(statements, frame);
  if (completion?.kind === 'goto') throw new MachineError(`there is no label '${completion.label}' to go to from here`);
  return completion;
}

/** Runs statements from the first, or from a label among them or inside of them (decision `gotoBlocks`). */
function run(statements: readonly ast.Statement[], frame: Frame, from: string | null = null): Completion {
  let label = from;
  for (let at = 0; at < statements.length; at += 1) {
    const statement = statements[at] as ast.Statement;
    if (label !== null && !holds(statement, label)) continue;
    const completion = step(statement, frame, label);
    label = null;
    if (completion === null) continue;
    if (completion.kind !== 'goto') return completion;
    const { label: wanted } = completion;
    if (!statements.slice(at + 1).some((one) => holds(one, wanted))) return completion;
    label = wanted;
  }
  return null;
}

function holds(statement: ast.Statement, label: string): boolean {
  switch (statement.kind) {
    case 'LabelStatement':
      return nameOfLabel(statement.label) === label;
    case 'Block':
      return statement.statements.some((one) => holds(one, label));
    case 'IfStatement':
      return statement.branches.some(({ body }) => holds(body, label));
    default:
      return false;
  }
}

const nameOfLabel = (label: string): string => label.replace(/:$/, '').trim();

/** Runs one statement; with `label`, from that label inside of it. */
function step(statement: ast.Statement, frame: Frame, label: string | null): Completion {
  frame.reached(statement);
  switch (statement.kind) {
    case 'SetStatement':
      set(statement, frame);
      return null;
    case 'UnsetStatement':
      unsetVariable(statement.target.name, frame);
      return null;
    case 'AddStatement':
      addHeader(statement, frame);
      return null;
    case 'DeclareStatement':
      declare(statement, frame);
      return null;
    case 'CallStatement':
      return callStatement(statement, frame);
    case 'ReturnStatement':
      return returnStatement(statement, frame);
    case 'ErrorStatement':
      return errorStatement(statement, frame);
    case 'RestartStatement':
      return { kind: 'restart', at: statement };
    case 'EsiStatement':
      frame.esi();
      return null;
    case 'LogStatement':
      frame.log(toText(statement.value, frame, 'log') ?? '');
      return null;
    case 'SyntheticStatement': {
      const text = toText(statement.value, frame, 'synthetic') ?? '';
      frame.synthetic(statement.base64 ? Buffer.from(text, 'base64').toString('latin1') : text);
      return null;
    }
    case 'GotoStatement':
      return { kind: 'goto', label: nameOfLabel(statement.label) };
    case 'IfStatement':
      return ifStatement(statement, frame, label);
    case 'SwitchStatement':
      return switchStatement(statement, frame);
    case 'BreakStatement':
      return { kind: 'break' };
    case 'FallthroughStatement':
      return { kind: 'fallthrough' };
    case 'ExpressionStatement':
      evaluate(statement.expression, frame);
      return null;
    case 'MacroStatement':
      frame.macro(statement.scope.toLowerCase());
      return null;
    case 'Block':
      return run(statement.statements, frame, label);
    case 'LabelStatement':
    case 'Include':
      return null;
    default:
      throw new MachineError(`the machine does not run ${statement.kind}`);
  }
}

function set(statement: ast.SetStatement, frame: Frame): void {
  const { target, operator, value } = statement;
  const { name } = target;
  const header = parseHeaderName(name);
  if (header !== null) {
    setHeader(header, statement, frame);
    return;
  }
  if (name === 'req.hash') {
    frame.addHash(toText(value, frame, 'hash') ?? '', operator === '=');
    return;
  }
  if (name.startsWith('var.')) {
    const local = localName(name);
    const left = frame.locals.get(local);
    if (left === undefined) throw new MachineError(`'${name}' is not declared`);
    frame.locals.set(local, assign(operator, left, evaluate(value, frame), frame));
    return;
  }
  const left = frame.read(name);
  if (left === undefined) throw new MachineError(`there is no variable '${name}'`);
  frame.write(name, assign(operator, left, evaluate(value, frame), frame));
}

function declare({ name, type, value }: ast.DeclareStatement, frame: Frame): void {
  const kind = type.name as ValueType;
  const initial = defaultOf(kind);
  frame.locals.set(
    localName(name.name),
    value === null ? initial : assign('=', initial, evaluate(value, frame), frame),
  );
}

function callStatement({ callee }: ast.CallStatement, frame: Frame): Completion {
  const name = callee.kind === 'CallExpression' ? callee.callee.name : (callee as ast.Variable).name;
  const subroutine = frame.linked.subroutines.get(name);
  if (subroutine === undefined) throw new MachineError(`there is no subroutine '${name}'`);
  const args = callee.kind === 'CallExpression' ? callee.arguments.map((one) => evaluate(one.value, frame)) : [];
  const completion = call(subroutine, args, frame);
  return completion !== null && isTransition(completion) ? completion : null;
}

const actions: ReadonlySet<string> = new Set([
  'lookup', 'pass', 'error', 'restart', 'upgrade', 'pipe', 'challenge', 'hash', 'deliver', 'fetch', 'deliver_stale', 'hit_for_pass',
]); // prettier-ignore

function returnStatement(statement: ast.ReturnStatement, frame: Frame): Completion {
  const { value } = statement;
  if (value === null) return { kind: 'leave', value: null };
  if ((value.kind === 'Variable' || value.kind === 'Identifier') && actions.has(value.name)) {
    if (value.name === 'restart') return { kind: 'restart', at: statement };
    if (value.name === 'error') return { kind: 'error', status: 503, message: null, at: statement };
    return { kind: 'return', action: value.name, at: statement };
  }
  return { kind: 'leave', value: evaluate(value, frame) };
}

function errorStatement(statement: ast.ErrorStatement, frame: Frame): Completion {
  const { status, message } = statement;
  const code = status === null ? 503 : Number(convert(evaluate(status, frame), 'INTEGER').value);
  return {
    kind: 'error',
    status: code,
    message: message === null ? null : toText(message, frame, 'error'),
    at: statement,
  };
}

function ifStatement(statement: ast.IfStatement, frame: Frame, label: string | null): Completion {
  const { branches } = statement;
  if (label !== null) {
    const branch = branches.find(({ body }) => holds(body, label));
    return branch === undefined ? null : run(branch.body.statements, frame, label);
  }
  for (const branch of branches) {
    const { condition, body } = branch;
    if (condition !== null && !evaluateCondition(condition, frame)) continue;
    frame.reached(branch);
    return run(body.statements, frame);
  }
  frame.passedBy(statement);
  return null;
}

const subjectName = '(switch)';

function switchStatement(statement: ast.SwitchStatement, frame: Frame): Completion {
  const { subject, cases } = statement;
  const text = textOf(evaluate(subject, frame));
  const all = cases.filter((one): one is ast.SwitchCase => one.kind === 'SwitchCase');
  const fits = ({ test, regex }: ast.SwitchCase): boolean => {
    if (test === null) return false;
    if (!regex) return text !== null && text === textOf(evaluate(test, frame));
    // Matching is the evaluator's, so that captures are set as by any other match.
    frame.locals.set(subjectName, string(text));
    const { start, end: stop } = test;
    const left: ast.Variable = { kind: 'Variable', name: `var.${subjectName}`, start, end: stop };
    return evaluateCondition({ kind: 'BinaryExpression', operator: '~', left, right: test, start, end: stop }, frame);
  };
  const chosen = all.findIndex(fits);
  const first = chosen === -1 ? all.findIndex(({ test }) => test === null) : chosen;
  if (first === -1) {
    frame.passedBy(statement);
    return null;
  }
  for (const one of all.slice(first)) {
    const { statements } = one;
    frame.reached(one);
    const completion = run(statements, frame);
    if (completion?.kind === 'fallthrough') continue;
    return completion?.kind === 'break' ? null : completion;
  }
  return null;
}

import * as make from '../ir/make.ts';
import type { Body, Capture, Expression, Item, Program, Statement } from '../ir/model.ts';
import { isBackendState, type State } from '../ir/states.ts';
import { mapExpression, mapSame, mapStatement } from '../ir/rewrite.ts';
import { visitBodyReads, visitReads, visitStatements } from '../ir/visit.ts';
import { kinds, visitKinds } from '../ir/kinds.ts';
import { CaptureFlow } from './support/captures-flow.ts';
import { CapturePlan, type Keeper } from './support/captures-plan.ts';
import { CaptureWriter } from './support/captures-write.ts';
import { codesOf, isCode, stateOf, type Code } from './support/code.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F17: a match leaves no groups behind on the target. A group is worked out again where it is used, by a substitution on the
 * same subject, as long as only that match can have been the last to succeed and its subject is as it was. Otherwise it is kept
 * where the match has succeeded, and read from there.
 */
export const lowerCaptures: Pass = {
  name: 'lower-captures',
  description: 'Groups of a match are substitutions on its subject, or are kept where the match succeeds.',
  needed: ({ source, target }) => source.dialect.traits.captures && !target.dialect.traits.captures,
  run(program, context) {
    const states = new Set(
      program.items.flatMap((item) => (isCode(item) && usesCaptures(item.body) ? [stateOf(item)] : [])),
    );
    let result = program;
    for (const state of states) if (state !== null) result = lowerState(result, state, context);
    return result;
  },
};

function usesCaptures(body: Body): boolean {
  let uses = false;
  visitKinds(body, kinds('capture'), () => {
    uses = true;
  });
  return uses;
}

function lowerState(program: Program, state: State, context: PassContext): Program {
  // Groups are told apart by the nodes that they were read as.
  const seen = new Set<object>();
  const codes = new Map(codesOf(program, [state]).map((code) => [code, { ...code, body: separate(code.body, seen) }]));
  const flow = new CaptureFlow([...codes.values()]);
  const plan = new CapturePlan(flow, particularUses([...codes.values()], context), keeperFor(state, context), context);
  for (const code of codes.values()) visitStatements(code.body, (statement) => impliedIn(statement, plan));
  const writer = new CaptureWriter(plan, context.names);
  const items = program.items.map((item): Item => {
    const code = isCode(item) ? codes.get(item) : undefined;
    if (code === undefined) return item;
    return {
      ...code,
      body:
        code.kind === 'state'
          ? forgetting(code.body, plan.forgotten, writer, [...codes.values()])
          : writer.body(code.body),
    };
  });
  return { ...program, items };
}

/** The code with a node of its own at every place where something matches, reads a group, or goes one way or another. */
function separate(body: Body, seen: Set<object>): Body {
  const own = <T extends object>(node: T): T => {
    const once = seen.has(node) ? { ...node } : node;
    seen.add(once);
    return once;
  };
  const expression = (value: Expression): Expression =>
    mapExpression(value, (inner) => {
      if (inner.kind === 'capture') return own(inner);
      if (inner.kind !== 'match') return inner;
      const pattern = own(inner.pattern);
      return own(pattern === inner.pattern ? inner : { ...inner, pattern });
    });
  const each = (statement: Statement): Statement => {
    const inner = mapStatement(statement, { expression, body: (nested) => mapSame(nested, each) });
    if (inner.kind !== 'if') return own(inner);
    const branches = mapSame(inner.branches, own);
    return own(branches === inner.branches ? inner : { ...inner, branches });
  };
  return mapSame(body, each);
}

/** Groups are kept in storage; what the request to the origin is made of has to reach the state that makes it. */
function keeperFor(state: State, context: PassContext): Keeper {
  const splits = (state === 'miss' || state === 'pass') && context.target.dialect.traits.backendThread;
  return (group, homes) => {
    const name = `group ${group}`;
    if (!splits) return make.carrier(name, 'string', isBackendState(state) ? 'backend' : 'client');
    const alone = new Set(homes.map((home) => home.code)).size === 1;
    return alone ? make.local(name, 'string') : make.carrier(name, 'string', 'to-backend');
  };
}

/** Uses where a group that is not set is something else than an empty one. */
function particularUses(codes: readonly Code[], context: PassContext): ReadonlySet<Capture> {
  const found = new Set<Capture>();
  const note = (expression: Expression | null | undefined): void => {
    if (expression?.kind === 'capture') found.add(expression);
  };
  const look = (statement: Statement): void => {
    if (statement.kind === 'if') statement.branches.forEach((branch) => note(branch.condition));
    if (statement.kind === 'assign' && statement.ifUnset === 'remove') note(statement.value);
    visitReads(statement, (expression) => {
      if (expression.kind === 'not') note(expression.operand);
      else if (expression.kind === 'logical') expression.operands.forEach(note);
      else if (expression.kind === 'conditional')
        [expression.condition, expression.consequent, expression.alternate].forEach(note);
      else if (expression.kind === 'binary' && expression.right.kind === 'string' && expression.right.value === '')
        note(expression.left);
      else if (expression.kind === 'concat' && expression.unset !== '') {
        if (expression.parts.length === 1 || context.options.nullText) expression.parts.forEach(note);
        else if (expression.parts.every((part) => part.kind === 'capture')) expression.parts.forEach(note);
      }
    });
  };
  for (const code of codes) visitStatements(code.body, look);
  return found;
}

/** `if (re.group.1) { … }`: in there it is set. */
function impliedIn(statement: Statement, plan: CapturePlan): void {
  if (statement.kind !== 'if') return;
  for (const { condition, body } of statement.branches) {
    const tested = condition.kind === 'logical' && condition.operator === '&&' ? condition.operands : [condition];
    for (const known of tested) {
      if (known.kind !== 'capture') continue;
      visitBodyReads(body, (expression) => {
        if (expression.kind === 'capture') plan.imply(known, expression);
      });
    }
  }
}

/** What no match may have given is forgotten before the first statement that could keep or read it. */
function forgetting(body: Body, forgotten: readonly Statement[], writer: CaptureWriter, codes: readonly Code[]): Body {
  const [forget, ...others] = forgotten;
  const at = forget === undefined ? -1 : body.findIndex((statement) => handles(statement, codes));
  const first = body[at];
  if (forget === undefined || first === undefined) return writer.body(body);
  const [head, ...rest] = writer.body(body.slice(at));
  const spaced = make.remarked(
    { ...forget, ...(first.blankBefore === true ? { blankBefore: true } : {}) },
    'Nothing has matched yet',
  );
  return [
    ...writer.body(body.slice(0, at)),
    spaced,
    ...others,
    ...(head === undefined ? [] : [{ ...head, blankBefore: false }]),
    ...rest,
  ];
}

/** Whether a statement, or what it calls, matches or reads a group. */
function handles(statement: Statement, codes: readonly Code[]): boolean {
  let found = false;
  visitStatements([statement], (inner) => {
    visitReads(inner, (expression) => {
      found ||= expression.kind === 'capture' || expression.kind === 'match' || expression.kind === 'apply';
    });
    if (inner.kind !== 'call-subroutine') return;
    const called = codes.find((code) => code.kind === 'subroutine' && code.name === inner.name);
    found ||= called?.body.some((item) => handles(item, codes)) ?? false;
  });
  return found;
}

import * as make from '../ir/make.ts';
import type { Body, Carrier, Expression, Local, Program, Statement } from '../ir/model.ts';
import { mapBodies, mapBodyExpressions, rewriteBody } from '../ir/rewrite.ts';
import { typeOf } from '../ir/type-of.ts';
import { bodiesOf, visitReads } from '../ir/visit.ts';
import { kinds, statementKinds, visitStatementKinds, visitTargets } from '../ir/kinds.ts';
import { hasVmod } from './target.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F18, F23: storage that keeps texts only keeps a backend by its name. Where such a value chooses a backend, the names that it
 * can have are told apart.
 */
export const keepBackendNames: Pass = {
  name: 'keep-backend-names',
  description: 'Backends are kept by their names, where the target keeps nothing but texts.',
  needed({ target }) {
    const storage = target.dialect.storage((vmod) => hasVmod(target, vmod));
    return storage !== null && storage.cannotKeep.has('backend') && !storage.cannotKeep.has('string');
  },
  run(program, context) {
    const choices = choicesIn(program);
    return choices === null ? program : mapBodies(program, (body) => named(body, choices, context));
  },
};

type Choices = ReadonlyMap<string, Expression>;

function isKept(expression: Expression): expression is Local | Carrier {
  return (expression.kind === 'local' || expression.kind === 'carrier') && expression.type === 'backend';
}

/** The backends that can be kept, by their names; `null` where none is kept. */
function choicesIn(program: Program): Choices | null {
  const choices = new Map<string, Expression>();
  let keeps = false;
  let isOpen = false;
  for (const body of bodiesOf(program)) {
    visitStatementKinds(body, statementKinds('declare'), ({ local }) => {
      keeps ||= local.type === 'backend';
    });
    visitTargets(body, kinds('local', 'carrier'), (target, statement) => {
      if (statement.kind !== 'assign' || !isKept(target)) return;
      keeps = true;
      const name = nameOf(statement.value);
      if (name !== null) choices.set(name, { ...statement.value, origin: null });
      else if (!isKept(statement.value)) isOpen = true;
    });
  }
  // What is chosen elsewhere may be any.
  if (isOpen) {
    for (const item of program.items) {
      if (item.kind === 'backend' && !choices.has(item.name))
        choices.set(item.name, { kind: 'name', name: item.name, type: 'backend', origin: null });
    }
  }
  return keeps ? choices : null;
}

/** The name of a backend or a director that is written in the code. */
function nameOf(value: Expression): string | null {
  if (value.kind === 'name') return value.name;
  return value.kind === 'method' && value.object.kind === 'name' ? value.object.name : null;
}

function named(body: Body, choices: Choices, context: PassContext): Body {
  const rewritten = rewriteBody(body, (statement): readonly Statement[] => {
    if (statement.kind === 'declare' && statement.local.type === 'backend')
      return [{ ...statement, local: { ...statement.local, type: 'string' } }];
    reportWhole(statement, context);
    if (statement.kind !== 'assign') return [statement];
    if (isKept(statement.target)) {
      const name = nameOf(statement.value);
      if (name === null) return [statement];
      return [{ ...statement, value: make.string(name, statement.value.origin) }];
    }
    const { value } = statement;
    if (!isKept(value) || typeOf(statement.target) !== 'backend') return [statement];
    const branches = [...choices].map(([name, backend]) =>
      make.branch(make.binary(value, '==', make.string(name)), [{ ...make.bare(statement), value: backend }]),
    );
    if (branches.length === 0) return make.inPlaceOf(statement, []);
    return make.inPlaceOf(statement, [{ kind: 'if', branches, otherwise: null, origin: statement.origin }]);
  });
  return mapBodyExpressions(rewritten, (expression) => {
    if (isKept(expression)) return { ...expression, type: 'string' };
    if (expression.kind !== 'binary') return expression;
    const { left, right } = expression;
    if (isName(left, right)) return { ...expression, left: make.string(nameOf(left) ?? '', left.origin) };
    return isName(right, left) ? { ...expression, right: make.string(nameOf(right) ?? '', right.origin) } : expression;
  });
}

/** Whether one side of a comparison names a backend, and the other is a kept one. */
function isName(side: Expression, other: Expression): boolean {
  const isText = (other.kind === 'local' || other.kind === 'carrier') && other.type === 'string';
  return isText && typeOf(side) === 'backend' && nameOf(side) !== null;
}

/** A function that takes a backend cannot be given its name. */
function reportWhole(statement: Statement, context: PassContext): void {
  visitReads(statement, (expression) => {
    if (expression.kind !== 'call' && expression.kind !== 'method') return;
    for (const { value } of expression.arguments) {
      if (!isKept(value)) continue;
      context.reporter.report(
        'VCP2010',
        value.origin ?? statement.origin,
        `a backend that is kept cannot be given to ${expression.name}()`,
        {
          help: 'Name the backend there, or allow vmod var (varnish-modules).',
        },
      );
    }
  });
}

import type { Item, Program, Statement, Transition } from '../ir/model.ts';
import { mapSame } from '../ir/rewrite.ts';
import type { State } from '../ir/states.ts';
import { rewriteStatementKinds, statementKinds } from '../ir/kinds.ts';
import { subroutineOf } from '../dialects/lower-program.ts';
import { own } from '../mappings/table.ts';
import { isCode, stateOf } from './support/code.ts';
import { unsupported } from './support/unsupported.ts';
import type { Pass, PassContext } from './pass.ts';

/** B1: what the compiler of the source refuses has no meaning that could be kept: it is said at its line, and left out. */
export const refuseIllegal: Pass = {
  name: 'refuse-illegal',
  description: 'What the compiler of the source refuses is left out.',
  run(program, context) {
    const items = mapSame(program.items, (item): Item => {
      const state = stateOf(item);
      if (!isCode(item) || state === null) return item;
      const body = rewriteStatementKinds(
        item.body,
        statementKinds('transition', 'assign', 'remove', 'append'),
        (statement) => checked(statement, state, context),
      );
      return body === item.body ? item : { ...item, body };
    });
    return items === program.items ? program : ({ ...program, items } satisfies Program);
  },
};

type Checked = Transition | Extract<Statement, { kind: 'assign' | 'remove' | 'append' }>;

function checked(statement: Checked, state: State, context: PassContext): readonly Statement[] {
  if (statement.origin === null) return [statement];
  if (statement.kind !== 'transition') return allowed(statement, context);
  const subroutine = subroutineOf([state], context.source.dialect.machine);
  if (subroutine === null || isLegal(statement, subroutine, context)) return [statement];
  context.reporter.report(
    'VCP1030',
    statement.origin,
    `${subroutine} cannot be left with '${statement.word ?? statement.action}'`,
  );
  return unsupported(statement, 'VCP1030', context);
}

function allowed(statement: Exclude<Checked, Transition>, context: PassContext): readonly Statement[] {
  const { target } = statement;
  if (target.kind !== 'header' || !protectedHeaders(context).has(target.name.toLowerCase())) return [statement];
  context.reporter.report('VCP1034', statement.origin, `the header ${target.name} is protected: no code may change it`);
  return unsupported(statement, 'VCP1034', context);
}

function protectedHeaders({ source }: PassContext): ReadonlySet<string> {
  return new Set(source.table.protectedHeaders.map((name) => name.toLowerCase()));
}

function isLegal({ word, form, action }: Transition, subroutine: string, { source }: PassContext): boolean {
  const fact = own(source.table.states, subroutine);
  if (fact === undefined) return true;
  if (form === 'statement') return fact.statements.includes(action === 'restart' ? 'restart' : 'error');
  return word === undefined || fact.returns.includes(word);
}

import * as make from '../ir/make.ts';
import type { Body, Program, SetBody, Statement } from '../ir/model.ts';
import { flatMapSame, mapStatement } from '../ir/rewrite.ts';
import { mapStates } from './support/code.ts';
import { joinsThreads } from './support/one-thread.ts';
import { rewriteStatementKinds, statementKinds, visitStatementKinds } from '../ir/kinds.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * V5: in the source a body that is made here may be made of several pieces, and is empty where nothing makes one. The target
 * takes it whole, and has one of its own where none is made: pieces are collected in a variable, an empty body is said.
 */
export const collectBodies: Pass = {
  name: 'collect-bodies',
  description: 'A body that is made here is made at once.',
  needed: joinsThreads,
  run: (program, context) =>
    mapStates(program, ['synth', 'backend-error'], (body, code) => {
      if (code.kind === 'subroutine') return ofSubroutine(body, context);
      const flow = new Flow();
      flow.body(body, 'no');
      if (flow.pieces) return collect(body, 'no');
      const written = complete(body, 'no').body;
      return flow.maybe ? [emptyBody(), ...written] : written;
    }) satisfies Program,
};

/** Whether a body was made on the way to a place. */
type Made = 'no' | 'maybe' | 'yes';

function either(one: Made | null, other: Made | null): Made | null {
  if (one === null || other === null) return one ?? other;
  return one === other ? one : 'maybe';
}

class Flow {
  /** A piece comes after another one. */
  pieces = false;
  /** It is not known everywhere whether there is a body. */
  maybe = false;

  /** Gives back what holds at the end, `null` where that is not reached. */
  body(body: Body, before: Made): Made | null {
    let made: Made | null = before;
    for (const statement of body) {
      if (made === null) return null;
      made = this.#after(statement, made);
    }
    return made;
  }

  #after(statement: Statement, made: Made): Made | null {
    switch (statement.kind) {
      case 'set-body':
        this.pieces ||= made !== 'no' && statement.mode === 'append';
        return 'yes';
      case 'call-subroutine':
        return made === 'yes' ? 'yes' : 'maybe';
      case 'if': {
        const ends = statement.branches.map((branch) => this.body(branch.body, made));
        return [...ends, this.body(statement.otherwise ?? [], made)].reduce(either);
      }
      case 'nested':
        return this.body(statement.body, made);
      case 'transition':
        this.maybe ||= made === 'maybe' && delivers(statement);
        return null;
      default:
        return made;
    }
  }
}

function delivers(statement: Statement): boolean {
  return statement.kind === 'transition' && (statement.action === 'deliver' || statement.action === 'done');
}

function whole({ spelling: _spelling, ...statement }: SetBody): SetBody {
  return { ...statement, mode: 'replace' };
}

function emptyBody(): SetBody {
  return { kind: 'set-body', value: make.string(''), encoding: 'text', mode: 'replace', origin: null };
}

/** An empty body where certainly none was made. */
function complete(body: Body, before: Made): { readonly body: Body; readonly made: Made | null } {
  let made: Made | null = before;
  const written = flatMapSame(body, (statement): readonly Statement[] => {
    const here: Made = made ?? 'no';
    made = made === null ? null : new Flow().body([statement], made);
    if (statement.kind === 'set-body') return [whole(statement)];
    if (delivers(statement) && here === 'no') return make.inPlaceOf(statement, [emptyBody(), plain(statement)]);
    return [mapStatement(statement, { body: (inner) => complete(inner, here).body })];
  });
  return { body: written, made };
}

/** The pieces go to a variable, which is the body wherever the code delivers. */
function collect(body: Body, before: Made): Body {
  const text = make.local('body', 'string');
  let made: Made | null = before;
  return flatMapSame(body, (statement): readonly Statement[] => {
    const here: Made = made ?? 'no';
    made = made === null ? null : new Flow().body([statement], made);
    if (statement.kind === 'set-body') {
      const { value, mode, origin } = statement;
      const collected =
        mode === 'replace' || here === 'no'
          ? value
          : make.concat(text, ...(value.kind === 'concat' ? value.parts : [value]));
      return make.inPlaceOf(statement, [make.assign(text, collected, origin)]);
    }
    if (!delivers(statement)) return [mapStatement(statement, { body: (inner) => collect(inner, here) })];
    return make.inPlaceOf(statement, [{ ...emptyBody(), value: text } satisfies SetBody, plain(statement)]);
  });
}

function plain(statement: Statement): Statement {
  return { ...statement, leading: [], trailing: [], blankBefore: false };
}

/** In a subroutine of its own the pieces before are not known. */
function ofSubroutine(body: Body, { reporter }: PassContext): Body {
  let made = 0;
  visitStatementKinds(body, statementKinds('set-body'), (statement) => {
    made += 1;
    if (statement.mode !== 'append' || made === 1) return;
    reporter.report('VCP9011', statement.origin, 'pieces of a body that are made in a subroutine are not joined', {
      help: 'Join them in one string, or make them in the code for errors itself.',
    });
  });
  return rewriteStatementKinds(body, statementKinds('set-body'), (statement) => [whole(statement)]);
}

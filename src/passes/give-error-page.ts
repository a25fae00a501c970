import * as make from '../ir/make.ts';
import type { Body, Item, Program, Statement } from '../ir/model.ts';
import { mapSame } from '../ir/rewrite.ts';
import { visitStatements } from '../ir/visit.ts';
import { codesOf, isCode, stateOf } from './support/code.ts';
import { helperCall } from './support/helpers.ts';
import type { Pass, PassContext } from './pass.ts';

/** What is known on the way through the code for errors. */
interface Way {
  /** The response has a body of its own. */
  made: boolean;
}

/**
 * F2: an error for which the code makes no body has a page of the platform. It is put where the code is left without one, so
 * that nothing of it is seen by the code.
 */
export const giveErrorPage: Pass = {
  name: 'give-error-page',
  description: 'Errors without a body have the page that the platform gives them.',
  needed: ({ source, target }) =>
    source.dialect.traits.synthReachesDeliver && !target.dialect.traits.synthReachesDeliver,
  run(program, context) {
    const placer = new Placer(program, context);
    const items = mapSame(program.items, (item): Item => {
      if (!isCode(item) || stateOf(item) !== 'synth') return item;
      const way: Way = { made: false };
      const body = placer.body(item.body, way);
      const open = item.kind === 'state' && !leaves(body) && !way.made;
      return { ...item, body: open ? [...body, placer.page()] : body };
    });
    if (placer.used) context.reporter.report('VCP3014', null, 'an error without a text of its own has a short page');
    return { ...program, items } satisfies Program;
  },
};

class Placer {
  used = false;
  readonly #making: ReadonlySet<string>;
  readonly #context: PassContext;

  constructor(program: Program, context: PassContext) {
    const codes = codesOf(program, ['synth']);
    this.#making = new Set(
      codes.flatMap((code) => (code.kind === 'subroutine' && makes(code.body) ? [code.name] : [])),
    );
    this.#context = context;
  }

  page(): Statement {
    this.used = true;
    return helperCall('error_page', this.#context);
  }

  body(body: Body, way: Way): Body {
    return body.flatMap((statement) => this.#statement(statement, way));
  }

  #statement(statement: Statement, way: Way): readonly Statement[] {
    switch (statement.kind) {
      case 'set-body':
        way.made = true;
        return [statement];
      case 'call-subroutine':
        way.made ||= this.#making.has(statement.name);
        return [statement];
      case 'transition': {
        if (statement.action !== 'deliver' || way.made) return [statement];
        const { leading: _leading, blankBefore: _blank, ...bare } = statement;
        return make.inPlaceOf({ ...statement, trailing: [] } as Statement, [this.page(), bare as Statement]);
      }
      case 'nested':
        return [{ ...statement, body: this.body(statement.body, way) }];
      case 'if':
        return [this.#if(statement, way)];
      default:
        return [statement];
    }
  }

  /** Where only some of the ways that go on have made a body, the others get the page at once. */
  #if(statement: Extract<Statement, { kind: 'if' }>, way: Way): Statement {
    const bodies = [...statement.branches.map((branch) => branch.body), statement.otherwise ?? []];
    const taken = bodies.map((body) => {
      const inner = { ...way };
      return { body: this.body(body, inner), way: inner };
    });
    const ends = taken.filter(({ body }) => !leaves(body)).map((one) => one.way);
    const isMade = ends.some(({ made }) => made);
    const placed = taken.map(({ body, way: { made } }) =>
      isMade && !made && !leaves(body) ? [...body, this.page()] : body,
    );
    const otherwise = placed.at(-1) ?? [];
    way.made = isMade;
    return {
      ...statement,
      branches: statement.branches.map((branch, at) => ({ ...branch, body: placed[at] ?? [] })),
      otherwise: statement.otherwise === null && otherwise.length === 0 ? null : otherwise,
    };
  }
}

function leaves(body: Body): boolean {
  const last = body.findLast((statement) => statement.kind !== 'remark');
  return last?.kind === 'transition' || last?.kind === 'return';
}

function makes(body: Body): boolean {
  let found = false;
  visitStatements(body, ({ kind }) => {
    found ||= kind === 'set-body';
  });
  return found;
}

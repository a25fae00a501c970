import * as make from '../ir/make.ts';
import type { Body, Item, Program, Statement } from '../ir/model.ts';
import { mapSame } from '../ir/rewrite.ts';
import { visitStatements } from '../ir/visit.ts';
import { carrierOf } from './support/carriers.ts';
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
 * that nothing of it is seen by the code. Where that is known at run time only, it is noted there.
 */
export const giveErrorPage: Pass = {
  name: 'give-error-page',
  description: 'Errors without a body have the page that the platform gives them.',
  needed: ({ source, target }) =>
    source.dialect.traits.synthReachesDeliver && !target.dialect.traits.synthReachesDeliver,
  run(program, context) {
    const known = new Placer(program, false, context);
    const items = known.items();
    const placer = known.fails ? new Placer(program, true, context) : known;
    const placed = known.fails ? placer.items() : items;
    if (placer.used) context.reporter.report('VCP3014', null, 'an error without a text of its own has a short page');
    return { ...program, items: placed } satisfies Program;
  },
};

class Placer {
  used = false;
  /** A page was given on a way on which a body may be made later. */
  fails = false;
  readonly #program: Program;
  /** Whether a body was made is noted at run time. */
  readonly #notes: boolean;
  readonly #making: ReadonlySet<string>;
  readonly #context: PassContext;

  constructor(program: Program, notes: boolean, context: PassContext) {
    this.#program = program;
    this.#notes = notes;
    const codes = codesOf(program, ['synth']);
    this.#making = new Set(
      codes.flatMap((code) => (code.kind === 'subroutine' && makes(code.body) ? [code.name] : [])),
    );
    this.#context = context;
  }

  items(): Program['items'] {
    return mapSame(this.#program.items, (item): Item => {
      if (!isCode(item) || stateOf(item) !== 'synth') return item;
      const way: Way = { made: false };
      const placed = this.#body(item.body, way, false);
      if (item.kind !== 'state') return { ...item, body: placed };
      const body = leaves(placed) || way.made ? placed : [...placed, this.#page()];
      return { ...item, body: this.#notes ? [make.assign(hasBody, make.boolean(false)), ...body] : body };
    });
  }

  #page(): Statement {
    this.used = true;
    const page = helperCall('error_page', this.#context);
    return this.#notes ? make.when(make.not(hasBody), [page]) : page;
  }

  /** `later`: a body may be made after this code. */
  #body(body: Body, way: Way, later: boolean): Body {
    const after = body.map(() => later);
    for (let at = body.length - 2; at >= 0; at -= 1)
      after[at] = after[at + 1] === true || this.#makes(body[at + 1] as Statement);
    return body.flatMap((statement, at) => this.#statement(statement, way, after[at] === true));
  }

  #makes(statement: Statement): boolean {
    return makes([statement]) || (statement.kind === 'call-subroutine' && this.#making.has(statement.name));
  }

  #statement(statement: Statement, way: Way, later: boolean): readonly Statement[] {
    switch (statement.kind) {
      case 'set-body':
        way.made = true;
        return this.#notes ? [statement, make.assign(hasBody, make.boolean(true))] : [statement];
      case 'call-subroutine':
        way.made ||= this.#making.has(statement.name);
        return [statement];
      case 'transition': {
        if (statement.action !== 'deliver' || way.made) return [statement];
        const { leading: _leading, blankBefore: _blank, ...bare } = statement;
        return make.inPlaceOf({ ...statement, trailing: [] } as Statement, [this.#page(), bare as Statement]);
      }
      case 'nested':
        return [{ ...statement, body: this.#body(statement.body, way, later) }];
      case 'if':
        return [this.#if(statement, way, later)];
      default:
        return [statement];
    }
  }

  /** Where only some of the ways that go on have made a body, the others get the page at once. */
  #if(statement: Extract<Statement, { kind: 'if' }>, way: Way, later: boolean): Statement {
    const bodies = [...statement.branches.map((branch) => branch.body), statement.otherwise ?? []];
    const taken = bodies.map((body) => {
      const inner = { ...way };
      return { body: this.#body(body, inner, later), way: inner };
    });
    const ends = taken.filter(({ body }) => !leaves(body)).map((one) => one.way);
    const isMade = this.#notes ? ends.every(({ made }) => made) : ends.some(({ made }) => made);
    const placed = taken.map(({ body, way: { made } }) => {
      if (!isMade || made || leaves(body)) return body;
      this.fails ||= later;
      return [...body, this.#page()];
    });
    const otherwise = placed.at(-1) ?? [];
    way.made = isMade;
    return {
      ...statement,
      branches: statement.branches.map((branch, at) => ({ ...branch, body: placed[at] ?? [] })),
      otherwise: statement.otherwise === null && otherwise.length === 0 ? null : otherwise,
    };
  }
}

const hasBody = carrierOf('has_body');

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

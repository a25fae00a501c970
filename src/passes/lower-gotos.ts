import { canFallThrough } from '../ir/flow.ts';
import * as make from '../ir/make.ts';
import type { Body, If, Local, Statement } from '../ir/model.ts';
import { flatMapSame, mapBodies, mapStatement } from '../ir/rewrite.ts';
import { visitStatements } from '../ir/visit.ts';
import { holdsStatement, statementKinds } from '../ir/kinds.ts';
import { LocalNames } from './support/local-names.ts';
import { negated } from './support/negate.ts';
import { unsupported } from './support/unsupported.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F22: a jump goes forward, over statements to its label. They become the other branch of the condition that it stood in;
 * where it stood deeper, a flag says that they are left out.
 */
export const lowerGotos: Pass = {
  name: 'lower-gotos',
  description: 'Jumps are conditions around what they jump over.',
  needed: ({ target }) => !target.dialect.traits.switches,
  run: (program, context) =>
    mapBodies(program, (body) => {
      if (!holdsStatement(body, jumps)) return body;
      const names = new LocalNames(body);
      return withoutLost(withoutLabels(body, names), context);
    }),
};

const jumps = statementKinds('goto', 'label');

function withoutLabels(body: Body, names: LocalNames): Body {
  let result = flatMapSame(body, (statement) => [
    mapStatement(statement, { body: (inner) => withoutLabels(inner, names) }),
  ]);
  for (;;) {
    const at = result.findIndex((statement) => statement.kind === 'label');
    const label = result[at];
    if (label?.kind !== 'label') return result;
    const before = new Jump(label.label, names).over(result.slice(0, at));
    result = [...before, ...make.inPlaceOf(label, []), ...result.slice(at + 1)];
  }
}

/** A jump without a label ahead of it: the source would not compile. */
function withoutLost(body: Body, context: PassContext): Body {
  return flatMapSame(body, (statement) => {
    if (statement.kind !== 'goto') return [mapStatement(statement, { body: (inner) => withoutLost(inner, context) })];
    context.reporter.report('VCP1031', statement.origin, `there is no label '${statement.label}' after this jump`);
    return unsupported(statement, 'VCP1031', context);
  });
}

class Jump {
  readonly #label: string;
  readonly #names: LocalNames;

  constructor(label: string, names: LocalNames) {
    this.#label = label;
    this.#names = names;
  }

  #jumps(body: Body): boolean {
    let found = false;
    visitStatements(body, (statement) => {
      if (statement.kind === 'goto' && statement.label === this.#label) found = true;
    });
    return found;
  }

  /** Statements up to the label: where they end, it is reached. */
  over(body: Body): Body {
    const at = body.findIndex((statement) => this.#jumps([statement]));
    const statement = body[at];
    if (statement === undefined) return body;
    const before = body.slice(0, at);
    const rest = this.over(body.slice(at + 1));
    if (statement.kind === 'goto') return [...before, ...make.inPlaceOf(statement, []), ...remarksOf(rest)];
    if (!rest.some((skipped) => skipped.kind !== 'remark')) {
      return [...before, mapStatement(statement, { body: (inner) => this.over(inner) }), ...rest];
    }
    if (statement.kind === 'if') {
      const chosen = this.#asElse(statement, rest);
      if (chosen !== null) return [...before, chosen];
    }
    const flag = make.local(this.#names.free(`skip to ${this.#label}`), 'boolean');
    const guarded = make.when(make.not(flag), rest, null, statement.origin);
    const { leading = [], blankBefore, ...bare } = statement;
    const start: Statement = {
      ...make.assign(flag, make.boolean(false), statement.origin),
      leading,
      ...(blankBefore === true ? { blankBefore } : {}),
    };
    return [...before, start, ...this.#flagged([bare as Statement], flag), guarded];
  }

  /** Branches that end with the jump come first: what it jumps over is for the others. */
  #asElse(statement: If, rest: Body): If | null {
    const jumping = statement.branches.findIndex((branch) => !this.#endsWithJump(branch.body));
    const count = jumping === -1 ? statement.branches.length : jumping;
    const others = statement.branches.slice(count);
    const { otherwise } = statement;
    if (
      count === 0 ||
      others.some((branch) => this.#jumps(branch.body)) ||
      (otherwise !== null && this.#jumps(otherwise))
    )
      return null;
    const head = statement.branches
      .slice(0, count)
      .map((branch) => ({ ...branch, body: this.#withoutJump(branch.body) }));
    const ends = others.every((branch) => !canFallThrough(branch.body));
    if (others.length > 0 && ends && otherwise === null)
      return { ...statement, branches: [...head, ...others], otherwise: rest };
    const inner: Body =
      others.length === 0
        ? [...(otherwise ?? []), ...rest]
        : [{ ...statement, ...noComments, branches: others }, ...rest];
    const [first] = head;
    if (head.length === 1 && first !== undefined && remarksOf(first.body).length === first.body.length) {
      const comments = first.body.flatMap((remark) => (remark.kind === 'remark' ? remark.comments : []));
      const leading = [...(statement.leading ?? []), ...comments];
      return {
        ...statement,
        ...(leading.length > 0 ? { leading } : {}),
        branches: [{ ...first, condition: negated(first.condition), body: inner }],
        otherwise: null,
      };
    }
    return { ...statement, branches: head, otherwise: inner };
  }

  #endsWithJump(body: Body): boolean {
    const last = body.findLastIndex((statement) => statement.kind !== 'remark');
    const jump = body[last];
    return jump?.kind === 'goto' && jump.label === this.#label && !this.#jumps(body.slice(0, last));
  }

  #withoutJump(body: Body): Body {
    const last = body.findLastIndex((statement) => statement.kind !== 'remark');
    const jump = body[last];
    return jump === undefined ? body : [...body.slice(0, last), ...make.inPlaceOf(jump, []), ...body.slice(last + 1)];
  }

  /** The jump sets the flag; what follows on the way out asks for it. */
  #flagged(body: Body, flag: Local): Body {
    const at = body.findIndex((statement) => this.#jumps([statement]));
    const statement = body[at];
    if (statement === undefined) return body;
    const set: Statement = make.assign(flag, make.boolean(true), statement.origin);
    if (statement.kind === 'goto')
      return [...body.slice(0, at), ...make.inPlaceOf(statement, [set]), ...remarksOf(body.slice(at + 1))];
    const inner = mapStatement(statement, { body: (nested) => this.#flagged(nested, flag) });
    const rest = this.#flagged(body.slice(at + 1), flag);
    return [
      ...body.slice(0, at),
      inner,
      ...(rest.length === 0 ? [] : [make.when(make.not(flag), rest, null, statement.origin)]),
    ];
  }
}

/** Nothing else behind a jump can be reached. */
function remarksOf(body: Body): Body {
  return body.filter((statement) => statement.kind === 'remark');
}

const noComments = { leading: [], trailing: [], blankBefore: false } as const;

import type { Body, Branch, Capture, Expression, If, Match, Statement, Subroutine } from '../../ir/model.ts';
import { keyOf, writtenPlace } from '../../ir/places.ts';
import { visitOperands, visitValues } from '../../ir/visit.ts';
import { deadEnds } from './captures-live.ts';
import { join, subjectKey, touched, unreachable, type Reach, type Token } from './captures-reach.ts';
import type { Code } from './code.ts';

interface Exits {
  readonly whenTrue: Reach;
  readonly whenFalse: Reach;
}

/** Where something stands: a branch of an `if` with its condition, or any other statement. */
export type Home = { readonly code: Code; readonly statement: Statement; readonly branch: Branch | null };

export interface Use {
  readonly home: Home;
  readonly reach: Map<Token, boolean>;
}

interface Frame {
  readonly code: Code;
  readonly returned: Reach[];
  readonly broken: Reach[];
  readonly jumped: Map<string, Reach>;
}

/**
 * Follows control through the code of one state, calls included, and finds for every use of a group the matches that it may
 * read from. Every node of the code has to be an object of its own.
 */
export class CaptureFlow {
  readonly uses = new Map<Capture, Use>();
  readonly homes = new Map<Match, Home>();
  readonly exits = new Map<Branch, { readonly whenTrue: Set<Token>; readonly whenFalse: Set<Token> }>();
  /** Those with a branch that goes on after them. */
  readonly passable = new Set<If>();
  readonly none: Token = { id: 0, match: null, exit: 'after', subject: '' };
  readonly #subroutines: ReadonlyMap<string, Subroutine>;
  readonly #tokens = new Map<Match, Map<Token['exit'], Token>>();
  readonly #results = new Map<string, Reach>();
  readonly #dead: ReadonlySet<Statement>;
  /** Reached, and no match matters. */
  readonly #nothing: Reach = new Map([[this.none, false]]);
  #count = 0;
  #home: Home | null = null;

  constructor(codes: readonly Code[]) {
    this.#subroutines = new Map(codes.flatMap((code) => (code.kind === 'subroutine' ? [[code.name, code]] : [])));
    this.#dead = deadEnds(codes);
    for (const code of codes) if (code.kind === 'state') this.#body(code.body, this.#nothing, frameOf(code));
  }

  #body(body: Body, before: Reach, frame: Frame): Reach {
    let reach = before;
    for (const statement of body) {
      if (statement.kind === 'label') reach = join(reach, frame.jumped.get(statement.label) ?? unreachable);
      if (reach.size > 0) reach = this.#statement(statement, reach, frame);
      if (reach.size > 1 && this.#dead.has(statement)) reach = this.#nothing;
    }
    return reach;
  }

  #statement(statement: Statement, before: Reach, frame: Frame): Reach {
    if (statement.kind === 'if') return this.#if(statement, before, frame);
    if (statement.kind === 'nested') return this.#body(statement.body, before, frame);
    this.#home = { code: frame.code, statement, branch: null };
    let reach = before;
    visitValues(statement, (expression) => {
      reach = this.#read(expression, reach);
    });
    reach = this.#leave(reach, 'after');
    switch (statement.kind) {
      case 'transition':
        return unreachable;
      case 'return':
        frame.returned.push(reach);
        return unreachable;
      case 'break':
        frame.broken.push(reach);
        return unreachable;
      case 'goto':
        frame.jumped.set(statement.label, join(frame.jumped.get(statement.label) ?? unreachable, reach));
        return unreachable;
      case 'switch': {
        const inner: Frame = { ...frame, broken: [] };
        const ends = statement.cases.map((item) => this.#body(item.body, reach, inner));
        return join(reach, ...ends, ...inner.broken);
      }
      case 'call-subroutine':
        return this.#call(statement.name, reach);
      case 'evaluate':
        return touched(reach, () => true);
      case 'remove-prefix':
        return touched(reach, (key) => key.startsWith(`${statement.message}.http.`));
      default: {
        const place = writtenPlace(statement);
        const written = place === null ? null : keyOf(place);
        return written === null ? reach : touched(reach, (key) => key === written || key.startsWith(`${written}.`));
      }
    }
  }

  #if(statement: If, before: Reach, frame: Frame): Reach {
    const ends: Reach[] = [];
    let reach = before;
    for (const branch of statement.branches) {
      this.#home = { code: frame.code, statement, branch };
      const exits = this.#test(branch.condition, reach);
      const whenTrue = this.#leave(exits.whenTrue, 'true');
      reach = this.#leave(exits.whenFalse, 'false');
      const known = this.exits.get(branch) ?? { whenTrue: new Set(), whenFalse: new Set() };
      for (const token of whenTrue.keys()) known.whenTrue.add(token);
      for (const token of reach.keys()) known.whenFalse.add(token);
      this.exits.set(branch, known);
      const end = this.#body(branch.body, whenTrue, frame);
      if (end.size > 0) this.passable.add(statement);
      ends.push(end);
    }
    ends.push(statement.otherwise === null ? reach : this.#body(statement.otherwise, reach, frame));
    return join(...ends);
  }

  /** A condition: what is known where it holds, and where it does not. */
  #test(condition: Expression, before: Reach): Exits {
    switch (condition.kind) {
      case 'match': {
        const failed = this.#read(condition.subject, before);
        if (condition.pattern.kind === 'name') return { whenTrue: failed, whenFalse: failed };
        const won = failed.size === 0 ? unreachable : new Map([[this.#token(condition, 'inside'), false]]);
        if (this.#home !== null) this.homes.set(condition, this.#home);
        return condition.negated ? { whenTrue: failed, whenFalse: won } : { whenTrue: won, whenFalse: failed };
      }
      case 'not': {
        const { whenTrue, whenFalse } = this.#test(condition.operand, before);
        return { whenTrue: whenFalse, whenFalse: whenTrue };
      }
      case 'logical': {
        let going = before;
        let left = unreachable;
        for (const operand of condition.operands) {
          const { whenTrue, whenFalse } = this.#test(operand, going);
          going = condition.operator === '&&' ? whenTrue : whenFalse;
          left = join(left, condition.operator === '&&' ? whenFalse : whenTrue);
        }
        return condition.operator === '&&'
          ? { whenTrue: going, whenFalse: left }
          : { whenTrue: left, whenFalse: going };
      }
      case 'conditional': {
        const { whenTrue, whenFalse } = this.#test(condition.condition, before);
        const first = this.#test(condition.consequent, whenTrue);
        const second = this.#test(condition.alternate, whenFalse);
        return { whenTrue: join(first.whenTrue, second.whenTrue), whenFalse: join(first.whenFalse, second.whenFalse) };
      }
      default: {
        const reach = this.#read(condition, before);
        return { whenTrue: reach, whenFalse: reach };
      }
    }
  }

  #read(expression: Expression, before: Reach): Reach {
    switch (expression.kind) {
      case 'capture':
        this.#note(expression, before);
        return before;
      case 'match':
      case 'not':
      case 'logical': {
        const { whenTrue, whenFalse } = this.#test(expression, before);
        return join(whenTrue, whenFalse);
      }
      case 'conditional': {
        const { whenTrue, whenFalse } = this.#test(expression.condition, before);
        return join(this.#read(expression.consequent, whenTrue), this.#read(expression.alternate, whenFalse));
      }
      default: {
        let reach = before;
        visitOperands(expression, (operand) => {
          reach = this.#read(operand, reach);
        });
        return expression.kind === 'apply' ? this.#call(expression.subroutine, reach) : reach;
      }
    }
  }

  #note(use: Capture, reach: Reach): void {
    const known =
      this.uses.get(use) ?? (this.#home === null ? null : { home: this.#home, reach: new Map<Token, boolean>() });
    if (known === null) return;
    this.uses.set(use, known);
    for (const [token, dirty] of reach) known.reach.set(token, dirty || known.reach.get(token) === true);
  }

  /** Locals mean something else on the other side of a call. */
  #call(name: string, before: Reach): Reach {
    const subroutine = this.#subroutines.get(name);
    if (subroutine === undefined) return before;
    const inside = touched(before, (key) => key === '' || key.startsWith('var.'));
    const key = `${name} ${[...inside]
      .map(([token, dirty]) => `${token.id}${dirty ? '!' : ''}`)
      .toSorted()
      .join(' ')}`;
    const known = this.#results.get(key);
    if (known !== undefined) return known;
    const home = this.#home;
    const frame = frameOf(subroutine);
    const end = join(this.#body(subroutine.body, inside, frame), ...frame.returned);
    this.#home = home;
    const after = touched(end, (subject) => subject === '' || subject.startsWith('var.'));
    this.#results.set(key, after);
    return after;
  }

  #leave(reach: Reach, exit: Token['exit']): Reach {
    let inside = false;
    for (const token of reach.keys()) inside ||= token.exit === 'inside';
    if (!inside) return reach;
    return new Map(
      [...reach].map(([token, dirty]) => [
        token.exit === 'inside' && token.match !== null ? this.#token(token.match, exit) : token,
        dirty,
      ]),
    );
  }

  #token(match: Match, exit: Token['exit']): Token {
    const known = this.#tokens.get(match) ?? new Map<Token['exit'], Token>();
    this.#tokens.set(match, known);
    const token = known.get(exit) ?? { id: (this.#count += 1), match, exit, subject: subjectKey(match) };
    known.set(exit, token);
    return token;
  }
}

function frameOf(code: Code): Frame {
  return { code, returned: [], broken: [], jumped: new Map() };
}

import {
  type IfBranch,
  type IfStatement,
  type Node,
  type Statement,
  type SwitchCase,
  type SwitchStatement,
  children,
} from '../syntax/ast.ts';
import type { Observer } from './fastly-machine/frame.ts';
import type { Configuration } from './fastly-machine/link.ts';
import type { Place } from './fastly-machine/link.ts';

/** A way that the code can go: a branch of an `if`, a case of a `switch`, or past them. */
export interface Branch {
  readonly node: IfBranch | SwitchCase | IfStatement | SwitchStatement;
  /** `if`, `else`, `case`, `no branch` … */
  readonly what: string;
  readonly place: Place | null;
  /** The `if` or `switch` that it belongs to. */
  readonly of: IfStatement | SwitchStatement;
  /** The branches that have to be taken to come here, the outermost first. */
  readonly within: readonly Branch[];
}

/** All branches of a configuration. */
export function branchesOf(configuration: Configuration): readonly Branch[] {
  const { linked } = configuration;
  const found: Branch[] = [];
  const subroutines = [...[...linked.states.values()].flat(), ...linked.subroutines.values()];
  const placeIn = (statement: Statement, node: Node): Place | null => {
    const place = configuration.placeOf(statement);
    const file = configuration.files.find(({ name }) => name === place?.file);
    return place === null || file === undefined ? place : { file: place.file, line: file.position(node.start).line };
  };
  const visit = (node: Node, within: readonly Branch[]): void => {
    if (node.kind === 'IfStatement') {
      for (const one of node.branches) {
        const branch: Branch = { node: one, what: one.keyword, place: placeIn(node, one), of: node, within };
        found.push(branch);
        visit(one.body, [...within, branch]);
      }
      const last = node.branches.at(-1);
      if (last !== undefined && last.condition !== null) {
        found.push({ node, what: 'no branch', place: placeIn(node, node), of: node, within });
      }
      return;
    }
    if (node.kind === 'SwitchStatement') {
      const cases = node.cases.filter((one) => one.kind === 'SwitchCase');
      for (const one of cases) {
        const branch: Branch = {
          node: one,
          what: one.test === null ? 'default' : 'case',
          place: placeIn(node, one),
          of: node,
          within,
        };
        found.push(branch);
        for (const statement of one.statements) visit(statement, [...within, branch]);
      }
      if (!cases.some(({ test }) => test === null)) {
        found.push({ node, what: 'no case', place: placeIn(node, node), of: node, within });
      }
      return;
    }
    for (const child of children(node)) visit(child, within);
  };
  for (const { body } of subroutines) visit(body, []);
  return found;
}

/** Notes what runs. */
export class Recorder implements Observer {
  /** Statements, branches and cases. */
  readonly ran = new Set<Node>();
  /** Statements of which no branch was the right one. */
  readonly passed = new Set<Node>();
  readonly #total: Recorder | null;

  /** `total` is told, too. */
  constructor(total: Recorder | null = null) {
    this.#total = total;
  }

  reached(node: Statement | IfBranch | SwitchCase): void {
    this.ran.add(node);
    this.#total?.reached(node);
  }

  passedBy(node: IfStatement | SwitchStatement): void {
    this.passed.add(node);
    this.#total?.passedBy(node);
  }

  has({ node }: Branch): boolean {
    return node.kind === 'IfStatement' || node.kind === 'SwitchStatement' ? this.passed.has(node) : this.ran.has(node);
  }
}

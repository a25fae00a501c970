import * as make from '../ir/make.ts';
import type {
  Argument,
  Director,
  DirectorMember,
  Expression,
  MethodCall,
  NewObject,
  Program,
  Property,
  Remark,
  StateCode,
  Statement,
} from '../ir/model.ts';
import { mapBodies, mapExpression, mapStatement, rewriteBody } from '../ir/rewrite.ts';
import { visitExpression } from '../ir/visit.ts';
import type { Comment } from '../syntax/ast.ts';
import { withDeclarations } from './support/declarations.ts';
import { asBlock, originalAsComments } from './support/unsupported.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * V9: directors, which the source makes when it is loaded, are declared. Code of the load that makes something else has no place
 * in the target, and stays as a comment.
 */
export const declareDirectors: Pass = {
  name: 'declare-directors',
  description: 'Directors are declared; nothing is made when the configuration is loaded.',
  needed: ({ source, target }) => target.dialect.traits.directors && !source.dialect.traits.directors,
  run(program, context) {
    const life = program.items.filter(
      (item): item is StateCode =>
        item.kind === 'state' && (item.states.includes('load') || item.states.includes('discard')),
    );
    const known = new Map<string, Made>();
    const left = life.flatMap((code) => remainder(code, known, program, context));
    const items = program.items.filter((item) => item.kind !== 'state' || !life.includes(item));
    const used = mapBodies({ ...program, items } satisfies Program, (body) =>
      rewriteBody(body, (statement) => chosen(statement, known)),
    );
    const declared = withDeclarations(
      used,
      [...known.values()].map((made) => declaration(made, context)),
    );
    return left.length === 0 ? declared : withRemark(declared, left);
  },
};

/** Comments before the code, apart from it. */
function withRemark(program: Program, comments: readonly Comment[]): Program {
  const code = program.items.findIndex((item) => item.kind === 'state' && item.states.includes('receive'));
  const at = code === -1 ? program.items.length : code;
  const remark: Remark = { kind: 'remark', comments: asBlock(comments), origin: null };
  return { ...program, items: [...program.items.slice(0, at), remark, ...program.items.slice(at)] };
}

/** A director of the source while its members are collected. */
interface Made {
  readonly statement: NewObject;
  readonly kind: string;
  readonly members: { readonly call: Expression; readonly statement: Statement; readonly weight: Expression | null }[];
  /** By what it chooses, where the code says it. */
  key: 'cache' | 'client' | null;
}

const constructors: ReadonlySet<string> = new Set([
  'directors.round_robin',
  'directors.random',
  'directors.fallback',
  'directors.hash',
  'directors.shard',
]);

/** Collects the directors of a state; what is no director is a comment. */
function remainder(
  code: StateCode,
  known: Map<string, Made>,
  program: Program,
  context: PassContext,
): readonly Comment[] {
  const left: Comment[] = [...(code.leading ?? [])];
  for (const statement of code.body) {
    if (statement.kind === 'transition' && statement.action === 'ok') {
      left.push(...(statement.leading ?? []), ...(statement.trailing ?? []));
      continue;
    }
    if (statement.kind === 'remark') {
      left.push(...statement.comments);
      continue;
    }
    if (
      statement.kind === 'new-object' &&
      statement.construct.kind === 'call' &&
      constructors.has(statement.construct.name)
    ) {
      known.set(statement.name, {
        statement,
        kind: statement.construct.name.replace('directors.', ''),
        members: [],
        key: keyOfUses(statement.name, program),
      });
      continue;
    }
    const call = statement.kind === 'evaluate' && statement.expression.kind === 'method' ? statement.expression : null;
    const director = call?.object.kind === 'name' ? known.get(call.object.name) : undefined;
    const [member, weight] = call?.arguments ?? [];
    if (director !== undefined && call?.name === 'add_backend' && member !== undefined) {
      director.members.push({ call: member.value, statement, weight: weightOf(director.kind, weight, call) });
      continue;
    }
    // What the ring of a shard director is made of.
    if (
      director !== undefined &&
      (call?.name === 'reconfigure' || call?.name === 'set_warmup' || call?.name === 'set_rampup')
    ) {
      left.push(...(statement.leading ?? []), ...(statement.trailing ?? []));
      continue;
    }
    context.reporter.report('VCP2064', statement.origin, 'the target makes nothing when a configuration is loaded');
    left.push(...(statement.leading ?? []), ...originalAsComments(context.sourceText(statement.origin), 'VCP2064'));
  }
  return left;
}

function weightOf(kind: string, weight: Argument | undefined, call: MethodCall): Expression | null {
  if (kind === 'random' || kind === 'hash') return weight?.value ?? null;
  return call.arguments.find((argument) => argument.name === 'weight')?.value ?? null;
}

/** By what the code asks a director to choose. */
function keyOfUses(name: string, program: Program): Made['key'] {
  let key: Made['key'] = null;
  mapBodies(program, (body) => {
    rewriteBody(body, (statement) => {
      mapStatement(statement, {
        expression: (expression) => {
          visitExpression(expression, (inner) => {
            if (
              inner.kind === 'method' &&
              inner.object.kind === 'name' &&
              inner.object.name === name &&
              inner.name === 'backend'
            )
              key ??= keyOf(inner);
          });
          return expression;
        },
      });
      return [statement];
    });
    return body;
  });
  return key;
}

/** The cache key, or the URL that is a part of it, or else something that the client is told by. */
function keyOf(call: MethodCall): Made['key'] {
  const [first] = call.arguments;
  if (first === undefined) return 'cache';
  const by = call.arguments.find((argument) => argument.name === 'by')?.value ?? first.value;
  if (by.kind === 'name') return by.name === 'HASH' || by.name === 'URL' ? 'cache' : 'client';
  return by.kind === 'variable' && /^(?:be)?req\.url$/.test(by.name) ? 'cache' : 'client';
}

/** What a director chooses by is the identity of the client, unless it is the key in the cache. */
function chosen(statement: Statement, known: ReadonlyMap<string, Made>): readonly Statement[] {
  const identities: Statement[] = [];
  const mapped = mapStatement(statement, {
    expression: (expression) =>
      mapExpression(expression, (inner) => {
        if (inner.kind !== 'method' || inner.object.kind !== 'name' || inner.name !== 'backend') return inner;
        const made = known.get(inner.object.name);
        if (made === undefined) return inner;
        const key = inner.arguments.find((argument) => argument.name === null || argument.name === 'key')?.value;
        if (made.key === 'client' && key !== undefined && !isIdentity(key)) {
          identities.push(make.assign(make.core('client.identity', 'string'), key, statement.origin));
        }
        return { kind: 'name', name: inner.object.name, type: 'backend', origin: inner.origin };
      }),
  });
  return identities.length === 0
    ? [mapped]
    : make.inPlaceOf(statement, [...identities, { ...mapped, leading: [], trailing: [] } as Statement]);
}

function isIdentity(key: Expression): boolean {
  return key.kind === 'name' || (key.kind === 'variable' && key.name === 'client.identity');
}

function declaration(made: Made, context: PassContext): Director {
  const { statement, members } = made;
  const policy = policyOf(made, context);
  const weights = members.map(({ weight }) => (weight?.kind === 'number' ? Number.parseFloat(weight.text) : 1));
  const scale = weights.some((weight) => !Number.isInteger(weight)) ? 100 : 1;
  const { leading, trailing } = statement;
  return {
    kind: 'director',
    name: statement.name,
    policy,
    properties: [],
    members: members.map((member, index): DirectorMember => {
      const weight = integer('weight', Math.max(1, Math.round((weights[index] ?? 1) * scale)));
      const comments = {
        ...(member.statement.leading && { leading: member.statement.leading }),
        ...(member.statement.trailing && { trailing: member.statement.trailing }),
      };
      return {
        properties: [property('backend', backendOf(member.call)), ...(policy === 'fallback' ? [] : [weight])],
        ...comments,
        origin: member.statement.origin,
      };
    }),
    ...(leading && { leading }),
    ...(trailing && { trailing }),
    blankBefore: true,
    origin: statement.origin,
  };
}

function policyOf({ kind, key, statement }: Made, context: PassContext): string {
  const report = (message: string): void => context.reporter.report('VCP3070', statement.origin, message);
  switch (kind) {
    case 'fallback':
      return 'fallback';
    case 'random':
      return 'random';
    case 'round_robin':
      report(`${statement.name} chooses at random: the target has no director that takes turns`);
      return 'random';
    default:
      report(
        `${statement.name} chooses by ${key === 'client' ? 'client.identity' : 'the cache key'}, and other members than in the source`,
      );
      return key === 'client' ? 'client' : 'hash';
  }
}

/** A director that is a member is asked for a backend in the source. */
function backendOf(member: Expression): Expression {
  return member.kind === 'method' && member.object.kind === 'name' && member.name === 'backend'
    ? { ...member.object, type: 'backend' }
    : member;
}

function property(name: string, expression: Expression): Property {
  return { name, value: { kind: 'expression', expression }, origin: null };
}

function integer(name: string, value: number): Property {
  return property(name, make.integer(value));
}

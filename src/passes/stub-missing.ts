import * as make from '../ir/make.ts';
import type { Acl, Backend, Declaration, Program, Property, Subroutine } from '../ir/model.ts';
import type { Code } from '../diagnostics/catalogue.ts';
import { withDeclarations } from './support/declarations.ts';
import { referencesIn, type Reference } from './support/references.ts';
import type { Pass, PassContext, StubKind } from './pass.ts';

/**
 * What the code uses and no file declares, because the service defines it elsewhere: the compiler of the target asks for it. A
 * stub stands for each, marked as one, and said.
 */
export const stubMissing: Pass = {
  name: 'stub-missing',
  description: 'Backends, access lists and subroutines that are used and not declared have stubs.',
  needed: ({ source, target }) => source.dialect.traits.declaredElsewhere && !target.dialect.traits.declaredElsewhere,
  run(program, context) {
    const known = new Set<string>();
    for (const item of program.items) {
      if (item.kind === 'backend' || item.kind === 'director') known.add(`backend ${item.name}`);
      else if (item.kind === 'acl' || item.kind === 'subroutine') known.add(`${item.kind} ${item.name}`);
    }
    const stubs: (Backend | Acl)[] = [];
    const subroutines: Subroutine[] = [];
    for (const reference of referencesIn(program, context.source.table)) {
      const key = `${reference.kind} ${reference.name}`;
      if (known.has(key)) continue;
      known.add(key);
      if (reference.kind === 'backend') stubs.push(backend(reference, context));
      else if (reference.kind === 'acl') stubs.push(acl(reference, context));
      else if (reference.kind === 'subroutine') subroutines.push(subroutine(reference, context));
    }
    // The first backend is the default one: better one that may be there.
    const declared: Declaration[] = stubs.toSorted((one, other) => rank(one) - rank(other));
    const hasCode = program.items.some((item) => item.kind === 'state');
    const hasBackend = [...program.items, ...stubs].some((item) => item.kind === 'backend');
    if (hasCode && !hasBackend) declared.unshift(nobody(context));
    const declaring = withDeclarations(program, declared);
    return subroutines.length === 0
      ? declaring
      : ({ ...declaring, items: [...declaring.items, ...subroutines] } satisfies Program);
  },
};

function rank(stub: Backend | Acl): number {
  return stub.kind === 'acl' ? 2 : stub.none ? 1 : 0;
}

const comment = 'Stub: the service has it, the files do not';

function report(code: Code, { origin, name }: Reference, what: StubKind, context: PassContext): void {
  context.needs.stubs.set(name, what);
  context.reporter.report(code, origin, `${what} '${name}' is not in these files: a stub stands for it`);
}

function text(name: string, value: string): Property {
  return { name, value: { kind: 'expression', expression: make.string(value) }, origin: null };
}

/** The platform names its shields so. */
const shield = /^(?:ssl_)?shield_/;

function backend(reference: Reference, context: PassContext): Backend {
  const { name } = reference;
  const bare = { kind: 'backend', name, origin: null, blankBefore: true } as const;
  if (shield.test(name)) {
    context.reporter.report(
      'VCP2031',
      reference.origin,
      `there is no shield '${name}': as a backend it is never healthy`,
    );
    return make.remarked({ ...bare, none: true, properties: [] }, 'A shield, of which there is none here');
  }
  report('VCP5011', reference, 'backend', context);
  return make.remarked({ ...bare, none: false, properties: [text('host', '127.0.0.1'), text('port', '80')] }, comment);
}

function acl(reference: Reference, context: PassContext): Acl {
  report('VCP5012', reference, 'access list', context);
  return make.remarked(
    { kind: 'acl' as const, name: reference.name, flags: [], entries: [], origin: null, blankBefore: true },
    comment,
  );
}

function subroutine(reference: Reference, context: PassContext): Subroutine {
  report('VCP5013', reference, 'subroutine', context);
  const { name } = reference;
  return make.remarked(
    { kind: 'subroutine' as const, name, parameters: null, returns: null, body: [], origin: null, blankBefore: true },
    comment,
  );
}

function nobody(context: PassContext): Backend {
  context.needs.stubs.set('default', 'backend');
  context.reporter.report(
    'VCP5014',
    null,
    'no backend is in these files: one that is never there stands for those of the service',
  );
  const none = {
    kind: 'backend' as const,
    name: 'default',
    none: true,
    properties: [],
    origin: null,
    blankBefore: true,
  };
  return make.remarked(none, 'Stub: the service has backends, the files do not');
}

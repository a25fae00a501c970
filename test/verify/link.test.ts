// Files that include each other, definitions that are put together, and what is found wrong before anything runs.

import { describe, expect, test } from 'vitest';

import { link } from '../../src/verify/fastly-machine/link.ts';

const files: Readonly<Record<string, string>> = {
  part: '# a comment\nset req.http.A = "1";\nif (req.http.B) {\n  include "deep";\n}\n',
  deep: 'error 601;\n',
  subs: 'sub helper { return; }\nsub vcl_recv { set req.http.Second = "1"; }\n',
};
const include = (path: string): { name: string; text: string } | null => {
  const text = files[path];
  return text === undefined ? null : { name: `${path}.vcl`, text };
};

function problems(text: string): readonly string[] {
  return link({ name: 'main.vcl', text }, include)
    .diagnostics.filter(({ severity }) => severity === 'error')
    .map(({ code }) => code);
}

describe('includes', () => {
  test('statements stand in the place of the include, and know their file', () => {
    const { linked, placeOf } = link(
      { name: 'main.vcl', text: 'sub vcl_recv {\n  include "part";\n  restart;\n}' },
      include,
    );
    const [recv] = linked.states.get('recv') ?? [];
    expect(recv?.body.statements.map(({ kind }) => kind)).toEqual(['SetStatement', 'IfStatement', 'RestartStatement']);
    const [set, condition, restart] = recv?.body.statements ?? [];
    if (set === undefined || restart === undefined || condition?.kind !== 'IfStatement')
      throw new Error('other statements');
    expect(placeOf(set)).toEqual({ file: 'part.vcl', line: 2 });
    expect(placeOf(restart)).toEqual({ file: 'main.vcl', line: 3 });
    const [error] = condition.branches[0]?.body.statements ?? [];
    expect(error && placeOf(error)).toEqual({ file: 'deep.vcl', line: 1 });
  });

  test('definitions of a state are put together in their order', () => {
    const { linked } = link(
      { name: 'main.vcl', text: 'sub vcl_recv { set req.http.First = "1"; }\ninclude "subs";' },
      include,
    );
    expect(linked.states.get('recv')).toHaveLength(2);
    expect([...linked.subroutines.keys()]).toEqual(['helper']);
  });

  test('one that is not there, or includes itself', () => {
    expect(problems('include "nowhere";')).toEqual(['VCP1020']);
    const self = link({ name: 'main.vcl', text: 'include "main";' }, () => ({
      name: 'main.vcl',
      text: 'include "main";',
    }));
    expect(self.diagnostics.map(({ code }) => code)).toEqual(['VCP1021']);
  });
});

describe('what is wrong', () => {
  test('a subroutine that is not there', () => {
    expect(problems('sub vcl_recv { call nobody; }')).toEqual(['VCP1013']);
  });

  test('circles of calls, by statements and by values', () => {
    expect(problems('sub a { call b; } sub b { call a; }')).toEqual(['VCP1032', 'VCP1032']);
    expect(problems('sub a BOOL { return b(); } sub b BOOL { if (a()) { return true; } return false; }')).toContain(
      'VCP1032',
    );
    expect(problems('sub a { } sub b { call a; call a; } sub vcl_recv { call a; call b; }')).toEqual([]);
  });

  test('syntax', () => {
    expect(problems('sub vcl_recv { set = 1; }')).toEqual(['VCP1001']);
  });
});

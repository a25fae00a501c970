import { describe, expect, test } from 'vitest';
import { explain } from '../../src/index.ts';

describe('explain', () => {
  test('a diagnostic code, in any case of letters', () => {
    expect(explain('vcp1020')).toMatchObject({
      kind: 'diagnostic',
      code: 'VCP1020',
      family: 1,
      title: 'Include that was not found',
    });
  });

  test('nothing', () => {
    for (const name of ['', 'toString', '__proto__', 'no.such.name']) expect(explain(name), name).toBeNull();
  });

  test('a name: where it can be used, and what it becomes', () => {
    const found = explain('req.url.path');
    expect(found).toMatchObject({ kind: 'name', facts: [{ profile: 'fastly', what: 'variable', type: 'STRING' }] });
    expect(found?.kind === 'name' && found.mappings.find((one) => one.from === 'fastly')?.result).toContain('req.url');
  });

  test('a name that both machines have under another name', () => {
    const found = explain('req.backend');
    expect(found?.kind === 'name' && found.mappings).toContainEqual(
      expect.objectContaining({ from: 'fastly', source: 'req.backend', result: 'req.backend_hint', fidelity: 'exact' }),
    );
  });

  test('a function with its signature, a subroutine with its returns, a property', () => {
    expect(explain('std.log')).toMatchObject({
      facts: [{ profile: 'varnish@7.1', what: 'function', type: 'VOID std.log(STRANDS s)', vmod: 'std' }],
    });
    expect(explain('vcl_hash')).toMatchObject({
      facts: [{ what: 'subroutine', where: { return: ['hash'] } }, { where: { return: ['lookup', 'fail'] } }],
    });
    expect(explain('.connect_timeout')).toMatchObject({ facts: [{ what: 'property' }, { what: 'property' }] });
  });

  test('nothing for what nobody knows', () => {
    expect(explain('VCP0000')).toBeNull();
    expect(explain('__proto__')).toBeNull();
    expect(explain('constructor')).toBeNull();
  });
});

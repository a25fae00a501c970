import { describe, expect, test } from 'vitest';
import { tables } from '../../src/generated/tables.ts';
import type { ArgumentFact } from '../../src/mappings/table.ts';
import { link } from '../../src/verify/fastly-machine/link.ts';
import { functions } from '../../src/verify/fastly-machine/functions/index.ts';
import { declarations, run } from './run-statements.ts';

const facts = tables.find(({ dialect }) => dialect === 'fastly')?.functions ?? {};

/** Something to put in for an argument: by its name where that says more than the type. */
const byName: Readonly<Record<string, string>> = {
  where: 'req',
  collection: 'req.headers',
  header: 'req.http.A',
  rc: 'rc',
  rc1: 'rc',
  rc2: 'rc2',
  pb: 'pb',
  cipher: 'aes128',
  mode: 'cbc',
  padding: 'nopad',
  hash_method: 'sha256',
  base64_variant: 'url',
  digest_format: 'jwt',
  base: '10',
  charset: '"01"',
  window: '10',
  window1: '10',
  window2: '60',
};
const byType: Readonly<Record<string, string>> = {
  STRING: '"1"',
  INTEGER: '10',
  FLOAT: '0.5',
  BOOL: 'true',
  RTIME: '5m',
  TIME: 'now',
  IP: 'client.ip',
  BACKEND: 'F_a',
  ACL: 'office',
  REGEX: '"a"',
};
const tableOf: Readonly<Record<string, string>> = {
  'table.lookup_acl': 'lists',
  'table.lookup_backend': 'places',
  'table.lookup_bool': 'flags',
  'table.lookup_float': 'floats',
  'table.lookup_integer': 'numbers',
  'table.lookup_ip': 'addresses',
  'table.lookup_regex': 'patterns',
  'table.lookup_rtime': 'spans',
};

function argument(name: string, fact: ArgumentFact): string {
  if (fact.type === 'ID' && fact.name === 'id') return tableOf[name] ?? 'words';
  if (name.startsWith('ratelimit.') && fact.type === 'TIME') return '5m';
  return (
    (fact.type === 'ID' || fact.type === 'INTEGER' || fact.name === 'charset' ? byName[fact.name] : undefined) ??
    (byType[fact.type] as string)
  );
}

describe('the functions of the table', () => {
  test('each has one here, and there are no others', () => {
    expect(Object.keys(functions).sort()).toEqual(Object.keys(facts).sort());
  });

  test.each(Object.entries(facts))(
    '%s takes its arguments, with the optional ones and without, and gives its type',
    (name, fact) => {
      const needed = fact.args.filter(({ optional, repeats }) => !optional && !repeats);
      for (const args of [needed, fact.args]) {
        const call = `${name}(${args.map((arg) => argument(name, arg)).join(', ')})`;
        if (fact.returns === 'VOID') {
          run(`${call};`);
          continue;
        }
        // An assignment to a local of its type works only for a value of it; a BACKEND and an ACL are not logged.
        const { log } = run(
          `declare local var.v ${fact.returns}; set var.v = ${call}; log "done" ${fact.returns === 'ACL' ? '' : 'var.v'};`,
        );
        expect(log[0]).toMatch(/^done/);
      }
    },
  );

  test.each(Object.entries(facts).filter(([, { args }]) => args.some((arg) => !arg.optional && !arg.repeats)))(
    '%s without its arguments, or with one too many, is refused',
    (name, fact) => {
      const statement = (args: readonly string[]): string =>
        fact.returns === 'VOID' ? `${name}(${args.join(', ')});` : `log ${name}(${args.join(', ')});`;
      expect(() => run(statement([]))).toThrow(name);
      if (fact.args.some(({ repeats }) => repeats)) return;
      expect(() => run(statement([...fact.args.map((arg) => argument(name, arg)), '"more"']))).toThrow(name);
    },
  );

  test('the declarations of these tests are a configuration', () => {
    expect(link({ name: 'test.vcl', text: declarations }).diagnostics).toEqual([]);
  });
});

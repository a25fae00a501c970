import { expect, test } from 'vitest';
import { translate } from '../../src/index.ts';
import { link } from '../../src/verify/fastly-machine/link.ts';
import { withStubs } from '../../src/verify/stub.ts';

test('what a service has beside its files', () => {
  const text = `acl empty { }
table words {
}
table numbers INTEGER { }
acl own { "198.51.100.1"; }
sub vcl_recv {
  set req.backend = F_main;
  if (client.ip ~ office || client.ip ~ empty || client.ip ~ own) { error 601; }
  if (table.lookup(moved, req.url)) { error 602; }
  call other;
}
`;
  const { diagnostics } = translate({ name: 'm', text }, { from: 'fastly', to: 'varnish@7.1' });
  const { input, assumed } = withStubs({ name: 'm', text }, diagnostics, false);
  const { linked, diagnostics: left } = link(input);
  expect(left.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect([...linked.backends.keys()]).toEqual(['F_main']);
  expect([...linked.acls.keys()]).toEqual(['empty', 'own', 'office']);
  expect(linked.acls.get('own')?.entries).toHaveLength(1);
  expect(linked.acls.get('empty')?.entries).toHaveLength(2);
  expect(linked.tables.get('words')?.entries).toHaveLength(2);
  expect(assumed).toEqual(
    expect.arrayContaining(['backend F_main', 'acl office', 'table moved', 'entries of acl empty']),
  );
});

test('a complete configuration stays as it is', () => {
  const text = 'backend F_a { .host = "192.0.2.1"; }\nsub vcl_recv { return(lookup); }\n';
  expect(withStubs({ name: 'm', text }, [], true)).toEqual({ input: { name: 'm', text }, assumed: [] });
});

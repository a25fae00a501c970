import { describe, expect, test } from 'vitest';
import { formatAddress, holds, masked, parseNetwork, type Network } from '../../src/passes/support/addresses.ts';

const network = (address: string, mask: number | null = null): Network => {
  const found = parseNetwork(address, mask);
  if (found === null) throw new Error(`no network: ${address}`);
  return found;
};

describe('addresses', () => {
  test.each([
    ['192.0.2.7', 24, '192.0.2.0'],
    ['192.0.2.255', 25, '192.0.2.128'],
    ['10.1.2.3', 0, '0.0.0.0'],
    ['10.1.2.3', 32, '10.1.2.3'],
    ['2001:db8::1', 32, '2001:db8::'],
    ['2001:DB8:0:0:1:0:0:1', 128, '2001:db8::1:0:0:1'],
    ['2001:db8:0:1:0:0:0:1', 128, '2001:db8:0:1::1'],
    ['10:0:1:0:0:0:0:1', 128, '10:0:1::1'],
    ['::ffff:192.0.2.1', 128, '::ffff:c000:201'],
    ['fe80::1:0:0:0', 64, 'fe80::'],
    ['::', 0, '::'],
  ])('%s/%i is in the network of %s', (address, mask, expected) => {
    expect(formatAddress(masked(network(address, mask)))).toBe(expected);
  });

  test.each([
    'localhost',
    '192.0.2',
    '192.0.2.256',
    '1.2.3.4.5',
    '2001:db8',
    '2001:db8::1::2',
    '1:2:3:4:5:6:7:8:9',
    '12345::',
    '',
  ])('%j is none', (text) => {
    expect(parseNetwork(text)).toBeNull();
  });

  test('a mask is not longer than the address', () => {
    expect(parseNetwork('192.0.2.1', 33)).toBeNull();
    expect(parseNetwork('2001:db8::', 129)).toBeNull();
  });

  test('a network holds itself and what is inside, of its own version', () => {
    expect(holds(network('10.0.0.0', 8), network('10.1.0.0', 16))).toBe(true);
    expect(holds(network('10.0.0.0', 8), network('10.0.0.0', 8))).toBe(true);
    expect(holds(network('10.1.0.0', 16), network('10.0.0.0', 8))).toBe(false);
    expect(holds(network('10.0.0.0', 8), network('11.0.0.0', 16))).toBe(false);
    expect(holds(network('0.0.0.0', 0), network('::', 0))).toBe(false);
  });
});

import * as make from '../../ir/make.ts';
import type { Expression } from '../../ir/model.ts';
import type { Type } from '../../ir/types.ts';
import { typeOf } from '../../ir/type-of.ts';
import type { KeptType, Storage } from '../storage.ts';
import { call, canonicalAddress, evaluate, givesWideInteger, named } from './values.ts';

/** vmod var's functions by type; times are kept as seconds, booleans as 1 and 0. */
const suffixes: Readonly<Partial<Record<KeptType, string>>> = {
  string: '',
  integer: '_int',
  'wide-integer': '',
  boolean: '_int',
  float: '_real',
  time: '_real',
  duration: '_duration',
  // An address that is not set cannot be read from vmod var: it is kept as text.
  ip: '',
  backend: '_backend',
};

const zero: Expression = { kind: 'number', type: 'float', text: '0.0', origin: null };
const initials: Readonly<Partial<Record<KeptType, Expression>>> = {
  integer: make.integer(0),
  'wide-integer': make.string('0'),
  boolean: make.integer(0),
  float: zero,
  time: zero,
  duration: make.duration('0s'),
};

/** Values in vmod var (varnish-modules): they live as long as the request, restarts included, or the fetch. */
export const varStorage: Storage = {
  vmod: 'var',
  cannotKeep: new Set<Type>(['acl', 'regex', 'blob', 'unknown']),
  rounds: new Set<Type>(),
  givesWideInteger,
  read(key, type) {
    if (type === 'wide-integer')
      return call('std.integer', [call('var.get', [make.string(key)], 'string'), make.integer(0)], 'integer');
    const kept = call(`var.get${suffixes[type] ?? ''}`, [make.string(key)], type === 'boolean' ? 'integer' : type);
    if (type === 'ip') return call('std.ip', [{ ...kept, type: 'string' } as Expression, make.string('0.0.0.0')], 'ip');
    if (type === 'boolean') return make.binary(kept, '==', make.integer(1));
    if (type === 'time') return named('std.time', 'real', { ...kept, type: 'float' } as Expression, 'time');
    return kept;
  },
  write(key, type, value) {
    return [evaluate(call(`var.set${suffixes[type] ?? ''}`, [make.string(key), kept(type, value)], 'void'))];
  },
  clear(key, type) {
    // vmod var cannot forget one value; read as another type, it is not set.
    const isText = suffixes[type] === '';
    const other = isText ? '_int' : '';
    const nothing = isText ? make.integer(0) : make.string('');
    return [evaluate(call(`var.set${other}`, [make.string(key), nothing], 'void'))];
  },
  reset(key, type) {
    const initial = initials[type];
    if (initial === undefined) return varStorage.clear(key, type);
    return [evaluate(call(`var.set${suffixes[type] ?? ''}`, [make.string(key), initial], 'void'))];
  },
  isSet(key, type) {
    return varStorage.read(key, type);
  },
  equals(key, type, text) {
    return make.binary(varStorage.read(key, type), '==', text);
  },
};

function kept(type: KeptType, value: Expression): Expression {
  if (type === 'wide-integer' && value.kind === 'number') return make.string(value.text);
  if (type === 'ip') return canonicalAddress(value);
  if (type === 'time') return named('std.real', 'time', value, 'float');
  if (type !== 'boolean') return value;
  if (value.kind === 'boolean') return make.integer(value.value ? 1 : 0);
  // One that is kept already is the number that it is kept as.
  if (
    value.kind === 'binary' &&
    value.operator === '==' &&
    value.left.kind === 'call' &&
    value.left.name === 'var.get_int'
  )
    return value.left;
  return typeOf(value) === 'boolean' ? named('std.integer', 'bool', value, 'integer') : value;
}

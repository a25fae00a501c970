import * as make from '../../ir/make.ts';
import type { Expression, Statement } from '../../ir/model.ts';
import type { Type } from '../../ir/types.ts';
import { typeOf } from '../../ir/type-of.ts';
import type { KeptType, Storage } from '../storage.ts';
import { call, canonicalAddress, evaluate, givesWideInteger, named } from './values.ts';

/** What stands before every text that is kept: vmod cookie does not keep empty ones. */
const mark = '=';

const zeros: Readonly<Partial<Record<KeptType, string>>> = {
  integer: '0',
  'wide-integer': '0',
  boolean: 'false',
  float: '0.0',
  time: '0.0',
  duration: '0.0',
};

/**
 * Values in vmod cookie, which comes with Varnish: where vmod var may not be used. It keeps texts by their names for as long as
 * vmod var does, and what it keeps is in no message unless somebody writes it there. So nothing can leak to an origin or to a
 * client, no client can send it, and no header is counted, cut or refused for what is in it.
 */
export const cookieStorage: Storage = {
  vmod: 'cookie',
  cannotKeep: new Set<Type>(['acl', 'regex', 'blob', 'backend', 'unknown']),
  rounds: new Set<Type>(['float']),
  givesWideInteger,
  read(key, type) {
    const kept = call('cookie.get', [make.string(key)], 'string');
    switch (type) {
      case 'integer':
      case 'wide-integer':
        return call('std.integer', [kept, make.integer(0)], 'integer');
      case 'boolean':
        return make.binary(kept, '==', make.string('true'));
      case 'float':
        return call('std.real', [kept, real('0.0')], 'float');
      case 'time':
        return named('std.time', 'real', call('std.real', [kept, real('0.0')], 'float'), 'time');
      case 'duration':
        return call('std.duration', [make.concat(kept, make.string('s')), make.duration('0s')], 'duration');
      case 'ip':
        return call('std.ip', [kept, make.string('0.0.0.0')], 'ip');
      default:
        return { ...make.regsub(kept, `^${mark}`, ''), setWhen: cookieStorage.isSet(key, type) };
    }
  },
  write(key, type, value) {
    const set = (kept: Expression): Statement => evaluate(call('cookie.set', [make.string(key), kept], 'void'));
    switch (type) {
      case 'integer':
      case 'wide-integer':
      case 'float':
      case 'duration':
        return [set(value)];
      case 'boolean':
        if (value.kind === 'boolean') return [set(make.string(String(value.value)))];
        // A text would be kept as it is.
        if (typeOf(value) !== 'boolean')
          return [make.when(value, [set(make.string('true'))], [set(make.string('false'))])];
        return [set(value)];
      case 'time':
        return [set(named('std.real', 'time', value, 'float'))];
      case 'ip':
        return [...(isAddress(value) ? [] : cookieStorage.clear(key, type)), set(canonicalAddress(value))];
      default:
        return [set(marked(value))];
    }
  },
  clear: (key) => [evaluate(call('cookie.delete', [make.string(key)], 'void'))],
  reset(key, type) {
    const zero = zeros[type];
    if (zero === undefined) return cookieStorage.clear(key, type);
    return [evaluate(call('cookie.set', [make.string(key), make.string(zero)], 'void'))];
  },
  isSet: (key) => call('cookie.isset', [make.string(key)], 'boolean'),
  equals: (key, _type, text) => make.binary(call('cookie.get', [make.string(key)], 'string'), '==', marked(text)),
};

function real(text: string): Expression {
  return { kind: 'number', type: 'float', text, origin: null };
}

/** Whether a value is an address for certain. */
function isAddress(value: Expression): boolean {
  return value.kind === 'string' ? value.value !== '' : typeOf(value) === 'ip';
}

function marked(value: Expression): Expression {
  if (value.kind === 'string') return make.string(mark + value.value, value.origin);
  if (value.kind === 'unset') return make.string(mark);
  const [first, ...rest] = value.kind === 'concat' ? value.parts : [value];
  const { origin } = value;
  if (first?.kind === 'string') return { ...make.concat(make.string(mark + first.value), ...rest), origin };
  return { ...make.concat(make.string(mark), ...(first === undefined ? [] : [first]), ...rest), origin };
}

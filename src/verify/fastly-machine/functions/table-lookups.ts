import type * as ast from '../../../syntax/ast.ts';
import { parseAddress } from '../address.ts';
import { convert } from '../convert.ts';
import { numberLiteral, textOfLiteral } from '../literals.ts';
import { MachineError } from '../machine-error.ts';
import { tableEntry } from '../tables.ts';
import { bool, float, integer, notSet, rtime, string, type Value, type ValueType } from '../value.ts';
import { text, word, type Family, type PlatformFunction } from './function.ts';

const lookup =
  (type: ValueType, missing: (args: readonly Value[]) => Value): PlatformFunction =>
  (args, context) => {
    const entry = tableEntry(word(args, 0), text(args, 1), context);
    return entry === undefined ? missing(args) : valueOf(entry, type);
  };

const third = (args: readonly Value[]): Value => args[2] as Value;

export const tableLookups: Family = {
  'table.contains': (args, context) => bool(tableEntry(word(args, 0), text(args, 1), context) !== undefined),
  'table.lookup': lookup('STRING', (args) => args[2] ?? notSet),
  'table.lookup_acl': lookup('ACL', third),
  'table.lookup_backend': lookup('BACKEND', third),
  'table.lookup_bool': lookup('BOOL', third),
  'table.lookup_float': lookup('FLOAT', third),
  'table.lookup_integer': lookup('INTEGER', third),
  'table.lookup_ip': lookup('IP', third),
  'table.lookup_rtime': lookup('RTIME', third),
  // A pattern that matches nothing, as a REGEX that was never set.
  'table.lookup_regex': lookup('REGEX', () => ({ type: 'REGEX', value: '(?!)' })),
};

/** What stands in a table: literals, and the names of backends and ACLs. */
function valueOf(entry: ast.Expression, type: ValueType): Value {
  switch (entry.kind) {
    case 'StringLiteral': {
      const literal = textOfLiteral(entry.raw);
      return type === 'IP' ? { type, value: parseAddress(literal) } : convert(string(literal), type);
    }
    case 'Concatenation':
      return string(entry.parts.map((part) => valueOf(part.value, 'STRING').value).join(''));
    case 'NumberLiteral':
      return convert(numberLiteral(entry), type);
    case 'BooleanLiteral':
      return bool(entry.value);
    case 'UnaryExpression':
      return convert(negated(valueOf(entry.operand, type)), type);
    case 'Variable':
    case 'Identifier':
      return convert({ type: 'ID', value: entry.name }, type);
    default:
      throw new MachineError(`${entry.kind} cannot stand in a table`);
  }
}

function negated(value: Value): Value {
  if (value.type === 'INTEGER') return integer(-value.value);
  if (value.type === 'FLOAT') return float(-value.value);
  return value.type === 'RTIME' ? rtime(-value.value) : value;
}

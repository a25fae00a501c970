import { tables } from '../../generated/tables.ts';
import type { DialectTable } from '../../mappings/table.ts';
import { fastlySyntax } from '../../syntax/grammar.ts';
import type { Dialect } from '../dialect.ts';
import { liftFastly } from './lift.ts';
import { lowerFastly } from './lower.ts';
import { fastlyAtEnd, fastlyDefaultBody } from './defaults.ts';
import { fastlyMachine } from './machine.ts';
import { decodeString } from './strings.ts';

export const fastly: Dialect = {
  id: 'fastly',
  syntax: fastlySyntax,
  text: decodeString,
  table: () => tables.find((table) => table.dialect === 'fastly') as DialectTable,
  machine: fastlyMachine,
  traits: {
    backendThread: false,
    synthReachesDeliver: true,
    logState: true,
    statusResetsReason: false,
    captures: true,
    locals: true,
    conditionalExpressions: true,
    switches: true,
    subfields: true,
    tables: true,
    directors: true,
    ifUnset: 'remove',
    booleanText: { whenTrue: '1', whenFalse: '0' },
    refusesUnused: false,
    wideNumbers: true,
    maximumRestarts: 3,
    declaredElsewhere: true,
    aclsReadText: true,
    unsetText: '(null)',
    arithmetic: false,
    identifier: /^[A-Za-z_]\w*$/,
    usesDeclaredBackend: false,
    purgeMethod: 'FASTLYPURGE',
    macros: {
      receive: '#FASTLY recv',
      hash: '#FASTLY hash',
      hit: '#FASTLY hit',
      miss: '#FASTLY miss',
      pass: '#FASTLY pass',
      'backend-response': '#FASTLY fetch',
      synth: '#FASTLY error',
      deliver: '#FASTLY deliver',
      log: '#FASTLY log',
    },
    changedInCopy: new Set(),
    logLines: null,
    backendTimeouts: { connect_timeout: '1s', first_byte_timeout: '15s', between_bytes_timeout: '10s' },
  },
  builtin: '',
  defaultBody: fastlyDefaultBody,
  atEnd: fastlyAtEnd,
  storage: () => null,
  lift: liftFastly,
  lower: lowerFastly,
  finish: (program) => program,
};

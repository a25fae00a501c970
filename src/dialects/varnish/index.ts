import { tables } from '../../generated/tables.ts';
import type { DialectTable } from '../../mappings/table.ts';
import { varnishSyntax } from '../../syntax/grammar.ts';
import type { Dialect } from '../dialect.ts';
import { builtinCall, builtinCode } from './builtin.ts';
import { finishVarnish } from './finish.ts';
import { liftVarnish } from './lift.ts';
import { lowerVarnish } from './lower.ts';
import { cookieStorage } from './cookie-storage.ts';
import { varStorage } from './storage.ts';
import { varnishMachine } from './machine.ts';
import { decodeString } from './strings.ts';

export const varnish: Dialect = {
  id: 'varnish',
  syntax: varnishSyntax,
  text: decodeString,
  table: (version) =>
    tables.find(
      (table) => table.dialect === 'varnish' && (version === undefined || table.version === version),
    ) as DialectTable,
  machine: varnishMachine,
  traits: {
    backendThread: true,
    synthReachesDeliver: false,
    logState: false,
    statusResetsReason: true,
    captures: false,
    locals: false,
    conditionalExpressions: false,
    switches: false,
    subfields: false,
    tables: false,
    directors: false,
    ifUnset: 'empty',
    booleanText: { whenTrue: 'true', whenFalse: 'false' },
    refusesUnused: true,
    wideNumbers: false,
    maximumRestarts: 4,
    declaredElsewhere: false,
    aclsReadText: false,
    unsetText: '',
    arithmetic: true,
    identifier: /^[A-Za-z][\w-]*$/,
    usesDeclaredBackend: true,
    purgeMethod: null,
    macros: {},
    // include/tbl/http_headers.h of 7.1.1
    changedInCopy: new Set([
      'accept-encoding', 'range', 'if-range', 'if-match', 'if-none-match', 'if-modified-since', 'if-unmodified-since',
      'connection', 'keep-alive', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'proxy-authenticate',
      'proxy-authorization', 'cache-control', 'expect', 'content-range', 'x-varnish', 'via',
    ]), // prettier-ignore
    // The buffer that lines are put together in has room for that (vsl_buffer less 12).
    logLines: { usual: 255, most: 16_372, parameter: 'vsl_reclen' },
    backendTimeouts: { connect_timeout: '3.5s', first_byte_timeout: '60s', between_bytes_timeout: '60s' },
  },
  builtin: builtinCode,
  defaultBody: () => [],
  atEnd: builtinCall,
  storage: (hasVmod) => (hasVmod('var') ? varStorage : cookieStorage),
  lift: liftVarnish,
  lower: lowerVarnish,
  finish: finishVarnish,
};

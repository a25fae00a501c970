import { tables } from '../../src/generated/tables.ts';
import type { ArgumentFact, CallableFact } from '../../src/mappings/table.ts';

/** A configuration that uses one name of Fastly in every place and form that the name has. */
export interface NameProgram {
  readonly name: string;
  readonly source: string;
  /** Lines of the source that use the name, the first one at 1. */
  readonly lines: readonly number[];
}

const fastly = tables.find((table) => table.dialect === 'fastly');
if (fastly === undefined) throw new Error('no table of Fastly');
const { variables, functions } = fastly;

/** vcl_pipe is not code that users write, and vcl_hash takes nothing that has an effect. */
const places = [
  'vcl_recv',
  'vcl_hash',
  'vcl_hit',
  'vcl_miss',
  'vcl_pass',
  'vcl_fetch',
  'vcl_error',
  'vcl_deliver',
  'vcl_log',
];
const actions: Readonly<Record<string, string>> = {
  vcl_recv: 'lookup',
  vcl_hash: 'hash',
  vcl_hit: 'deliver',
  vcl_miss: 'fetch',
  vcl_pass: 'pass',
};

const declarations = `
backend F_one { .host = "192.0.2.1"; }
backend F_two { .host = "192.0.2.2"; }
director D_both random { { .backend = F_one; .weight = 1; } { .backend = F_two; .weight = 1; } }
acl inside { "192.0.2.0"/24; }
penaltybox box { }
ratecounter counter { }
ratecounter other_counter { }
table texts { "a": "b", }
table acls ACL { "a": inside, }
table backends BACKEND { "a": F_one, }
table bools BOOL { "a": true, }
table floats FLOAT { "a": 1.5, }
table integers INTEGER { "a": 1, }
table addresses IP { "a": "192.0.2.1", }
table patterns REGEX { "a": "^b", }
table times RTIME { "a": 5s, }
`;

/** Values of each type: a constant, and one that is known at run time only. */
const constants: Readonly<Record<string, string>> = {
  STRING: '"text"',
  BOOL: 'true',
  INTEGER: '3',
  FLOAT: '1.5',
  RTIME: '5s',
  TIME: 'now',
  IP: '"192.0.2.7"',
  BACKEND: 'F_one',
  ACL: 'inside',
  REGEX: '"^a"',
};
const running: Readonly<Record<string, string>> = {
  ...constants,
  STRING: 'req.http.X-In',
  BOOL: 'var.bool',
  INTEGER: 'var.integer',
  FLOAT: 'var.float',
  RTIME: 'var.rtime',
  TIME: 'var.time',
  IP: 'client.ip',
};

/** What is done with a value of the type: each of these is a statement on a line of its own. */
function uses(value: string, type: string): readonly string[] {
  const printed = [`set req.http.X-Out = ${value};`, `set req.http.X-Out = "a" ${value} "b";`, `log "a " ${value};`];
  switch (type) {
    case 'STRING':
      return [
        ...printed,
        `set var.string = ${value};`,
        `if (${value}) { set req.http.X-Out = "set"; }`,
        `if (${value} ~ "^(a)") { set req.http.X-Out = re.group.1; }`,
        `if (${value} == "a") { set req.http.X-Out = "same"; }`,
        `set req.http.X-Out = std.tolower(${value});`,
        `set req.http.X-Out = if(${value}, ${value}, "other");`,
      ];
    case 'BOOL':
      return [
        ...printed,
        `set var.bool = ${value};`,
        `if (${value}) { set req.http.X-Out = "yes"; }`,
        `if (!${value} && req.url ~ "a") { set req.http.X-Out = "no"; }`,
        `set req.http.X-Out = if(${value}, "a", "b");`,
      ];
    case 'INTEGER':
      return [
        ...printed,
        `set var.integer = ${value};`,
        `set var.integer += ${value};`,
        `if (${value} > 3) { set req.http.X-Out = "more"; }`,
      ];
    case 'FLOAT':
      return [
        ...printed,
        `set var.float = ${value};`,
        `set var.float *= ${value};`,
        `if (${value} > 1.5) { set req.http.X-Out = "more"; }`,
      ];
    case 'RTIME':
      return [
        ...printed,
        `set var.rtime = ${value};`,
        `set var.rtime += ${value};`,
        `if (${value} > 5s) { set req.http.X-Out = "more"; }`,
      ];
    case 'TIME':
      return [
        ...printed,
        `set var.time = ${value};`,
        `if (time.is_after(${value}, now)) { set req.http.X-Out = "later"; }`,
      ];
    case 'IP':
      return [...printed, `set var.ip = ${value};`, `if (${value} ~ inside) { set req.http.X-Out = "inside"; }`];
    case 'BACKEND':
      return [...printed, `set var.backend = ${value};`, `if (${value} == F_two) { set req.http.X-Out = "two"; }`];
    case 'ACL':
      return [`if (client.ip ~ ${value}) { set req.http.X-Out = "inside"; }`];
    case 'REGEX':
      return [`if (req.url ~ ${value}) { set req.http.X-Out = "matches"; }`];
    default:
      return [`${value};`];
  }
}

/** What `+=` alone writes: the compiler refuses every other operator. */
const appended = new Set(['req.hash']);

function assignments(name: string, type: string): readonly string[] {
  if (appended.has(name)) return [constants[type], running[type]].map((value) => `set ${name} += ${value};`);
  const values = [constants[type], running[type]].filter((value) => value !== undefined);
  const more = type === 'STRING' ? [`set ${name} = "a" req.url;`, `set ${name} = ${name} "x";`] : [];
  const sums = ['INTEGER', 'FLOAT', 'RTIME'].includes(type) ? [`set ${name} += ${running[type]};`] : [];
  return [...new Set(values.map((value) => `set ${name} = ${value};`)), ...more, ...sums];
}

/** Names that have a part of the user's own. */
function concrete(name: string): string {
  if (name === 're.group.*') return 're.group.1';
  return name
    .replace(/^backend\.\*/, 'backend.F_one')
    .replace(/^director\.\*/, 'director.D_both')
    .replace(/^ratecounter\.\*/, 'ratecounter.counter')
    .replace('waf.*', 'waf.something')
    .replace('.*', '.X-Any');
}

/** Collections are arguments only. */
const collections = new Set(['req.headers', 'bereq.headers', 'beresp.headers', 'resp.headers', 'obj.headers']);

function program(name: string, statementsOf: (place: string) => readonly string[]): NameProgram {
  const text: string[] = declarations.split('\n');
  const lines: number[] = [];
  for (const place of places) {
    const statements = statementsOf(place);
    if (statements.length === 0) continue;
    text.push(`sub ${place} {`, `  #FASTLY ${place.slice(4)}`);
    for (const type of ['STRING', 'BOOL', 'INTEGER', 'FLOAT', 'RTIME', 'TIME', 'IP', 'BACKEND']) {
      text.push(`  declare local var.${type.toLowerCase()} ${type};`);
    }
    for (const statement of statements) {
      text.push(`  ${statement}`);
      lines.push(text.length);
    }
    text.push(`  return(${actions[place] ?? 'deliver'});`, '}');
  }
  return { name, source: `${text.join('\n')}\n`, lines };
}

function variableProgram(name: string): NameProgram {
  const { type, read, write, unset } = variables[name] as (typeof variables)[string];
  const variable = concrete(name);
  return program(name, (place) => [
    ...(read.includes(place) && !collections.has(name) ? uses(variable, type) : []),
    ...(collections.has(name) && read.includes(place) ? [`set var.integer = std.count(${variable});`] : []),
    ...(write.includes(place) ? assignments(variable, type) : []),
    ...(unset.includes(place) ? [`unset ${variable};`] : []),
  ]);
}

/** Bare words, by the name of the argument. */
const words: Readonly<Record<string, string>> = {
  base64_variant: 'url',
  cipher: 'aes256',
  digest_format: 'der',
  hash_method: 'sha256',
  mode: 'cbc',
  padding: 'pkcs7',
  where: 'req',
  rc: 'counter',
  rc1: 'counter',
  rc2: 'other_counter',
  pb: 'box',
  header: 'req.http.X-In',
  collection: 'req.headers',
};
const tableOf: Readonly<Record<string, string>> = {
  'table.lookup_acl': 'acls',
  'table.lookup_backend': 'backends',
  'table.lookup_bool': 'bools',
  'table.lookup_float': 'floats',
  'table.lookup_integer': 'integers',
  'table.lookup_ip': 'addresses',
  'table.lookup_regex': 'patterns',
  'table.lookup_rtime': 'times',
};
/** Texts that mean something to the function. */
const texts: Readonly<Record<string, string>> = {
  'time.units unit': '"s"',
  'time.runits unit': '"ms"',
  'http_status_matches fmt': '"200,404"',
  'strftime format': '"%Y-%m-%d"',
  'std.ip fallback': '"192.0.2.1"',
  'std.str2ip fallback': '"192.0.2.1"',
  'std.anystr2ip fallback': '"192.0.2.1"',
  'header.get header_name': '"X-In"',
  'header.set header_name': '"X-In"',
  'header.unset header_name': '"X-In"',
};

function argument(name: string, fact: ArgumentFact, values: Readonly<Record<string, string>>): string {
  if (fact.name === 'id') return tableOf[name] ?? 'texts';
  if (fact.name === 'where') return 'where';
  if (fact.type === 'ID') return words[fact.name] ?? 'req.http.X-In';
  if (fact.name === 'ttl') return '2m';
  if (fact.type === 'IP' && values === constants) return 'client.ip';
  if (values === constants) return texts[`${name} ${fact.name}`] ?? values[fact.type] ?? '"a"';
  return values[fact.type] ?? '"a"';
}

/** The message that a subroutine has to do with. */
const messages: Readonly<Record<string, string>> = {
  vcl_fetch: 'beresp',
  vcl_error: 'obj',
  vcl_deliver: 'resp',
  vcl_log: 'resp',
};

/** Calls with constants and with values of the request, with and without what can be left out. */
function calls(name: string, fact: CallableFact): readonly string[] {
  const required = fact.args.filter((one) => !one.optional && !one.repeats);
  const found = new Set<string>();
  for (const values of [constants, running]) {
    for (const given of [required, fact.args])
      found.add(`${name}(${given.map((one) => argument(name, one, values)).join(', ')})`);
  }
  return [...found];
}

function functionProgram(name: string): NameProgram {
  const fact = functions[name] as CallableFact;
  return program(name, (place) => {
    // The others are like one of these.
    if (!['vcl_recv', 'vcl_miss', 'vcl_fetch', 'vcl_error', 'vcl_deliver'].includes(place)) return [];
    if (fact.in !== undefined && !fact.in.includes(place)) return [];
    const where = messages[place] ?? 'req';
    return calls(name, fact)
      .map((call) => call.replace(/\(where\b/, `(${where}`))
      .flatMap((call) => uses(call, fact.returns === 'VOID' || fact.returns === undefined ? 'VOID' : fact.returns));
  });
}

export function everyName(): readonly NameProgram[] {
  return [...Object.keys(variables).map(variableProgram), ...Object.keys(functions).map(functionProgram)];
}

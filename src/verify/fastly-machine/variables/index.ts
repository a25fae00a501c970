import { tables } from '../../../generated/tables.ts';
import { findVariable, type VariableFact } from '../../../mappings/table.ts';
import { defaultOf } from '../convert.ts';
import type { Frame } from '../frame.ts';
import { MachineError } from '../machine-error.ts';
import type { Value, ValueType } from '../value.ts';
import { backendRequest, backendResponse, chosenBackend, namedBackend } from './backend.ts';
import { connection } from './connection.ts';
import { constantsOfMath } from './math.ts';
import { rateVariable } from './rates.ts';
import { request } from './request.ts';
import { object, response } from './response.ts';
import { times } from './time.ts';
import type { Variable } from './variable.ts';

/** What the machine knows by itself. All others are constants of the desk. */
const known: ReadonlyMap<string, Variable> = new Map(
  [
    request,
    connection,
    backendRequest,
    backendResponse,
    chosenBackend,
    object,
    response,
    times,
    constantsOfMath,
  ].flatMap((family) => Object.entries(family)),
);

const table = tables.find(({ dialect }) => dialect === 'fastly');

export function factOf(name: string): VariableFact | undefined {
  return table === undefined ? undefined : findVariable(table, name);
}

function variableOf(name: string): Variable | null {
  return known.get(name) ?? namedBackend(name) ?? rateVariable(name);
}

/** `undefined`: no table has a variable of that name. */
export function readVariable(name: string, frame: Frame): Value | undefined {
  const variable = variableOf(name);
  if (variable !== null) return variable.read(frame);
  const fact = factOf(name);
  if (fact === undefined) return undefined;
  return frame.task.notes.get(name) ?? frame.platform.constant(name) ?? defaultOf(fact.type as ValueType);
}

export function writeVariable(name: string, value: Value, frame: Frame): void {
  const variable = variableOf(name);
  if (variable?.write !== undefined) variable.write(frame, value);
  else if (variable === null && (factOf(name)?.write.length ?? 0) > 0) frame.task.notes.set(name, value);
  else throw new MachineError(`'${name}' cannot be set`);
}

/** Known to the platform and, where somebody says it, to a desk: it does not come with a request. */
export function isConstant(name: string): boolean {
  const fromPlatform = /^(?:server\.(?:ip|port)|req\.is_ssl|tls\.client\.(?:protocol|cipher|servername))$/.test(name);
  return fromPlatform || (variableOf(name) === null && factOf(name) !== undefined && !name.includes('.http.'));
}

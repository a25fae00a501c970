import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { SourceFile } from '../../source/source-file.ts';
import { detect } from '../../syntax/detect.ts';
import type { Value } from '../../verify/fastly-machine/value.ts';
import type { Plan } from '../../verify/plan.ts';
import { readPlans, writePlans } from '../../verify/plan-file.ts';
import { reportJson } from '../../verify/report-json.ts';
import { reportText } from '../../verify/report-text.ts';
import { SchemaError } from '../../verify/schema.ts';
import { holds, summaryOf, wasPlayed } from '../../verify/summary.ts';
import { missingEngine } from '../../verify/varnishd.ts';
import { SourceError, type Verification, type VerifyOptions, verify } from '../../verify/verify.ts';
import { type Input, readInputs } from '../inputs.ts';
import type { Io } from '../io.ts';
import { printDiagnostics } from '../print-diagnostics.ts';
import { parsePairs } from '../serve-options.ts';
import { reasonOf, UsageError } from '../usage-error.ts';
import { type Output, writeFiles } from '../write-file.ts';
import { parseValue } from './serve.ts';

/** What `verify` is asked for, as commander gives it. */
export interface VerifyFlags {
  readonly include?: readonly string[];
  readonly requests?: string;
  readonly save?: string;
  readonly budget?: string;
  readonly seed?: string;
  readonly set?: readonly string[];
  readonly vmods?: string;
  readonly nullText?: boolean;
  readonly report?: string;
  readonly reportFormat?: string;
}

const usualBudget = 60;
const install = 'apt-get install varnish gcc';

/** `verify`: 0 when both sides did the same, as far as the translation did not say otherwise; 1 when not; 2: nothing was played. */
export async function runVerify(name: string, targetName: string | null, flags: VerifyFlags, io: Io): Promise<number> {
  const source = oneInput(name, flags, io);
  if (detect(source.text).dialect === 'varnish')
    throw new UsageError(
      `'${name}' is Varnish VCL: verify plays a Fastly configuration, and a Varnish one beside it as the second argument`,
    );
  const target = targetName === null ? null : oneInput(targetName, flags, io);
  const options = optionsOf(source, target, flags, io);
  const missing = missingEngine();
  if (missing !== null)
    throw new UsageError(
      `'${missing}' is not on this machine, and verify plays the Varnish side on a real varnishd: ${install}`,
    );
  const verification = await attempt(source, options, io);
  if (verification === null) return 2;
  const outputs: Output[] = [];
  const text =
    flags.reportFormat === 'json' ? reportJson(verification, source.name) : reportText(verification, source.name);
  if (flags.report === undefined || flags.report === '-') io.out(text);
  else outputs.push({ path: resolve(io.cwd, flags.report), text });
  if (flags.save !== undefined)
    outputs.push({ path: resolve(io.cwd, flags.save), text: writePlans(verification.played.map(({ plan }) => plan)) });
  writeFiles(outputs);
  if (outputs.length > 0) io.err(`${io.paintErr('bold', summaryOf(verification))}\n`);
  if (!wasPlayed(verification)) return 2;
  return holds(verification) ? 0 : 1;
}

async function attempt(source: Input, options: VerifyOptions, io: Io): Promise<Verification | null> {
  try {
    return await verify({ name: source.name, text: source.text }, options);
  } catch (error) {
    if (error instanceof SchemaError) throw new UsageError(`--requests: ${error.message}`);
    if (!(error instanceof SourceError)) throw error;
    const sources = new Map([[source.name, new SourceFile(source.name, source.text)]]);
    io.err(
      `${printDiagnostics(error.diagnostics, (file, line) => sources.get(file)?.line(line) ?? null, io.paintErr)}\n`,
    );
    return null;
  } finally {
    if (io.interactive) io.err('\r\u001b[K');
  }
}

function optionsOf(source: Input, target: Input | null, flags: VerifyFlags, io: Io): VerifyOptions {
  const set = new Map<string, Value>(
    [...parsePairs(flags.set, '--set')].map(([name, text]) => [name, parseValue(name, text)]),
  );
  const vmods =
    flags.vmods === 'none' || flags.vmods === 'default'
      ? flags.vmods
      : flags.vmods?.split(',').map((one) => one.trim());
  return {
    include: source.roots.resolve,
    target: target === null ? undefined : { name: target.name, text: target.text, include: target.roots.resolve },
    plans: flags.requests === undefined ? undefined : readRequests(flags.requests, io),
    budget: numberOf(flags.budget, '--budget', usualBudget),
    seed: numberOf(flags.seed, '--seed', 1),
    set,
    translate: {
      ...(vmods === undefined ? {} : { vmods }),
      ...(flags.nullText === undefined ? {} : { nullText: flags.nullText }),
    },
    progress: (message) => {
      if (io.interactive) io.err(`\r\u001b[K${message}`);
    },
  };
}

function oneInput(name: string, flags: VerifyFlags, io: Io): Input {
  const inputs = readInputs([name], flags.include ?? [], io);
  const [input] = inputs;
  if (input === undefined || inputs.length > 1) throw new UsageError('verify takes one file for each side');
  return input;
}

function readRequests(name: string, io: Io): readonly Plan[] {
  try {
    return readPlans(readFileSync(resolve(io.cwd, name), 'utf8'), name);
  } catch (error) {
    if (error instanceof SchemaError) throw new UsageError(error.message);
    throw new UsageError(`'${name}' cannot be read: ${reasonOf(error)}`);
  }
}

function numberOf(text: string | undefined, option: string, usual: number): number {
  if (text === undefined) return usual;
  if (!/^\d+$/.test(text)) throw new UsageError(`${option} takes a whole number; '${text}' is none`);
  return Number(text);
}

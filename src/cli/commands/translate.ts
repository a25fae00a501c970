import { realpathSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { translate } from '../../api/translate.ts';
import { OptionError, type TranslateOptions } from '../../options.ts';
import { reportFormats } from '../../report/formats/index.ts';
import { plural, summaryOf } from '../../report/summary.ts';
import type { Report } from '../../report/report.ts';
import { SourceFile } from '../../source/source-file.ts';
import type { Translation } from '../../translate.ts';
import type { DialectName } from '../../dialects/index.ts';
import { readConfig } from '../config.ts';
import { failLevels, reaches, type FailLevel } from '../fail-on.ts';
import { entryPoints, readInputs, type Input } from '../inputs.ts';
import type { Io } from '../io.ts';
import { printDiagnostics } from '../print-diagnostics.ts';
import { withProgress } from '../progress.ts';
import type { TranslateFlags } from '../translate-options.ts';
import { statOf } from '../stat.ts';
import { UsageError } from '../usage-error.ts';
import { writeFiles, type Output } from '../write-file.ts';

interface Done {
  readonly input: Input;
  readonly translation: Translation;
  /** Names and texts of the source and what it includes. */
  readonly sources: ReadonlyMap<string, SourceFile>;
}

/** `fastly-to-varnish`, `varnish-to-fastly`: the code of the command's end. */
export function runTranslate(from: DialectName, names: readonly string[], given: TranslateFlags, io: Io): number {
  const flags = withConfig(given, io);
  const format = formatOf(flags);
  const inputs = readInputs(names, flags.include ?? [], io);
  const entries = entryPoints(inputs, names, from);
  const paths = outputPaths(entries, names, flags, io);
  if (paths === null && flags.report === '-')
    throw new UsageError('the report and the VCL cannot both go to stdout: give -o or another --report');
  const done = translateAll(entries, { ...optionsOf(flags), from }, io);
  const outputs: Output[] = [];
  let standard = '';
  done.forEach((one, index) => {
    if (isRefused(one.translation, flags)) return;
    if (paths === null) standard = one.translation.code;
    else outputs.push({ path: paths[index] as string, text: one.translation.code });
  });
  if (flags.report !== undefined && flags.report !== '-')
    outputs.push({ path: resolve(io.cwd, flags.report), text: writeReports(done, format) });
  refuseOverwriting(outputs, inputs, io);
  writeFiles(outputs);
  io.out(standard);
  if (flags.report === '-') io.out(writeReports(done, format));
  return conclude(done, flags, io);
}

/** `check`: what there is to say, and no output. */
export function runCheck(names: readonly string[], given: TranslateFlags, io: Io): number {
  const flags = withConfig(given, io);
  const format = formatOf(flags);
  const inputs = readInputs(names, flags.include ?? [], io);
  const entries = entryPoints(inputs, names, null);
  const done = translateAll(entries, optionsOf(flags), io);
  const text = writeReports(done, format);
  if (flags.report === '-') io.out(text);
  else if (flags.report !== undefined) {
    const outputs = [{ path: resolve(io.cwd, flags.report), text }];
    refuseOverwriting(outputs, inputs, io);
    writeFiles(outputs);
  }
  return conclude(done, flags, io);
}

/** What the command line does not say, the configuration file may. */
function withConfig(given: TranslateFlags, io: Io): TranslateFlags {
  const flags: TranslateFlags = { ...readConfig(given.config, io), ...given };
  const { failOn } = flags;
  if (failOn !== undefined && !failLevels.includes(failOn))
    throw new UsageError(`'${failOn}' is not a level to fail on; there are ${failLevels.join(', ')}`);
  return flags;
}

function formatOf({ reportFormat = 'text' }: TranslateFlags): string {
  if (Object.hasOwn(reportFormats, reportFormat)) return reportFormat;
  throw new UsageError(
    `'${reportFormat}' is not a format for reports; there are ${Object.keys(reportFormats).join(', ')}`,
  );
}

function optionsOf({ target, vmods, unsupported, nullText }: TranslateFlags): TranslateOptions {
  return {
    ...(target === undefined ? {} : { to: target }),
    ...(vmods === undefined ? {} : { vmods: vmodsOf(vmods) }),
    ...(unsupported === undefined ? {} : { unsupported }),
    ...(nullText === undefined ? {} : { nullText }),
  };
}

function vmodsOf(vmods: string | readonly string[]): NonNullable<TranslateOptions['vmods']> {
  if (vmods === 'none' || vmods === 'default') return vmods;
  return typeof vmods === 'string'
    ? vmods
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '')
    : vmods;
}

/** Where the output of each entry point goes; `null`: to stdout. */
function outputPaths(
  entries: readonly Input[],
  names: readonly string[],
  { output }: TranslateFlags,
  io: Io,
): readonly string[] | null {
  const [only] = entries;
  if (output === undefined || output === '-') {
    if (entries.length === 1) return null;
    const list = entries
      .slice(0, 5)
      .map((entry) => `'${entry.name}'`)
      .join(', ');
    throw new UsageError(
      `there are ${entries.length} configurations (${list}${entries.length > 5 ? ', …' : ''}): give a directory with -o`,
    );
  }
  const path = resolve(io.cwd, output);
  const isDirectory = output.endsWith('/') || statOf(path)?.isDirectory() === true;
  const single = entries.length === 1 && names.length === 1 && !isDirectory;
  if (single && only !== undefined) return [path];
  if (!isDirectory && statOf(path) !== null)
    throw new UsageError(`'${output}' is not a directory, and there are ${entries.length} configurations`);
  const paths = entries.map((entry) => join(path, entry.target));
  const twice = paths.find((one, index) => paths.indexOf(one) !== index);
  if (twice !== undefined) throw new UsageError(`two configurations would be written to '${output}' by the same name`);
  return paths;
}

/** Nothing that was read is written over, and nothing is written twice. */
function refuseOverwriting(outputs: readonly Output[], inputs: readonly Input[], io: Io): void {
  const real = (path: string): string => (statOf(path) === null ? path : realpathSync(path));
  const read = inputs.flatMap(({ path, roots }) => [...(path === null ? [] : [path]), ...roots.read]);
  const taken = new Set(read.map(real));
  for (const path of new Set(outputs.map((output) => output.path))) {
    const shown = relative(io.cwd, path);
    if (taken.has(real(path))) throw new UsageError(`'${shown}' was read, and would be overwritten`);
    if (outputs.filter((output) => output.path === path).length > 1)
      throw new UsageError(`the VCL and the report would both be written to '${shown}'`);
  }
}

function translateAll(entries: readonly Input[], options: TranslateOptions, io: Io): readonly Done[] {
  return withProgress(
    entries,
    (entry) => entry.name,
    io,
    (input) => {
      const sources = new Map([[input.name, new SourceFile(input.name, input.text)]]);
      const include: NonNullable<TranslateOptions['include']> = (path, from, glob) => {
        const found = input.roots.resolve(path, from, glob);
        for (const one of found === null ? [] : 'text' in found ? [found] : found)
          sources.set(one.name, new SourceFile(one.name, one.text));
        return found;
      };
      try {
        return {
          input,
          translation: translate({ name: input.name, text: input.text }, { ...options, include }),
          sources,
        };
      } catch (error) {
        if (error instanceof OptionError) throw new UsageError(error.message);
        throw error;
      }
    },
  );
}

/** There is nothing to write. */
function isRefused({ diagnostics }: Translation, { unsupported }: TranslateFlags): boolean {
  return diagnostics.some((one) => one.code === 'VCP9005' || (unsupported === 'error' && one.severity === 'error'));
}

function writeReports(done: readonly Done[], format: string): string {
  const reports: readonly Report[] = done.map((one) => one.translation.report);
  return reportFormats[format]?.write(reports) ?? '';
}

function conclude(done: readonly Done[], flags: TranslateFlags, io: Io): number {
  const level: FailLevel = flags.failOn ?? 'error';
  const notes = new Set<string>();
  let failed = 0;
  for (const { input, translation, sources } of done) {
    const lineOf = (file: string, line: number): string | null => sources.get(file)?.line(line) ?? null;
    const text = printDiagnostics(translation.diagnostics, lineOf, io.paintErr);
    io.err(text === '' ? '' : `${text}\n`);
    for (const path of input.roots.refused)
      notes.add(`'${path}' lies outside of the directories that are read; give its directory with -I`);
    for (const [path, reason] of input.roots.unreadable) notes.add(`'${path}' cannot be read: ${reason}`);
    if (isRefused(translation, flags) || translation.diagnostics.some((one) => reaches(one.severity, level)))
      failed += 1;
  }
  for (const note of notes) io.err(`note: ${note}\n`);
  for (const { translation } of done) io.err(`${io.paintErr('bold', summaryOf(translation.report))}\n`);
  if (done.length > 1)
    io.err(`${io.paintErr('bold', `${plural(done.length, 'configuration')}, ${failed} with problems`)}\n`);
  return failed > 0 ? 1 : 0;
}

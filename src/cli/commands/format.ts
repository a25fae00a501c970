import { createTwoFilesPatch } from 'diff';
import { format, type FormatOptions } from '../../api/syntax.ts';
import { OptionError } from '../../options.ts';
import { SourceFile } from '../../source/source-file.ts';
import { plural } from '../../report/summary.ts';
import { readInputs, type Input } from '../inputs.ts';
import type { Io } from '../io.ts';
import { printDiagnostics } from '../print-diagnostics.ts';
import { withProgress } from '../progress.ts';
import { UsageError } from '../usage-error.ts';
import { writeFiles, type Output } from '../write-file.ts';

export interface FormatFlags {
  readonly check?: boolean;
  readonly write?: boolean;
  readonly dialect?: string;
}

export function runFormat(names: readonly string[], flags: FormatFlags, io: Io): number {
  if (flags.check === true && flags.write === true) throw new UsageError('--check and --write exclude each other');
  const inputs = readInputs(names, [], io);
  if (flags.check !== true && flags.write !== true && inputs.length > 1) {
    throw new UsageError(`there are ${inputs.length} files: give --write to format them in place, or --check`);
  }
  if (flags.write === true && inputs.some((input) => input.path === null))
    throw new UsageError("'-' cannot be written in place");
  const changed: Output[] = [];
  let broken = 0;
  const texts = withProgress(
    inputs,
    (input) => input.name,
    io,
    (input) => {
      const { code, hasErrors } = formatOne(input, flags, io);
      if (hasErrors) broken += 1;
      else if (code !== input.text) changed.push({ path: input.path ?? input.name, text: code });
      if (flags.check === true && !hasErrors && code !== input.text)
        io.out(colourPatch(createTwoFilesPatch(input.name, input.name, input.text, code, 'as it is', 'formatted'), io));
      return hasErrors ? '' : code;
    },
  );
  if (flags.write === true) writeFiles(changed);
  if (flags.write !== true && flags.check !== true) io.out(texts.join(''));
  if (flags.check === true)
    io.err(
      `${changed.length === 0 ? 'formatted already' : `${plural(changed.length, 'file')} not formatted`}: ${plural(inputs.length, 'file')} checked\n`,
    );
  if (flags.write === true) io.err(`${plural(changed.length, 'file')} of ${inputs.length} formatted\n`);
  return broken > 0 || (flags.check === true && changed.length > 0) ? 1 : 0;
}

/** A text with a syntax error is left as it is: what cannot be read cannot be laid out. */
function formatOne(
  input: Input,
  { dialect }: FormatFlags,
  io: Io,
): { readonly code: string; readonly hasErrors: boolean } {
  const options: FormatOptions = { fileName: input.name, ...(dialect === undefined ? {} : { dialect }) };
  try {
    const { code, diagnostics } = format(input.text, options);
    const source = new SourceFile(input.name, input.text);
    io.err(printDiagnostics(diagnostics, (_file, line) => source.line(line), io.paintErr));
    return { code, hasErrors: diagnostics.some((one) => one.severity === 'error') };
  } catch (error) {
    if (error instanceof OptionError) throw new UsageError(error.message);
    throw error;
  }
}

function colourPatch(patch: string, { paintOut }: Io): string {
  return patch
    .split('\n')
    .filter((line) => !line.startsWith('====='))
    .map((line) => {
      if (line.startsWith('+')) return paintOut('green', line);
      if (line.startsWith('-')) return paintOut('red', line);
      return line.startsWith('@@') ? paintOut('blue', line) : line;
    })
    .join('\n');
}

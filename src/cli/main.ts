import { Command, CommanderError, Option } from 'commander';
import { version } from '../version.ts';
import type { FormatFlags } from './commands/format.ts';
import type { VerifyFlags } from './commands/verify.ts';
import type { Io } from './io.ts';
import type { ServeFlags } from './serve-options.ts';
import { addTranslateOptions, type TranslateFlags } from './translate-options.ts';
import { UsageError } from './usage-error.ts';

export { processIo } from './io.ts';

/**
 * Runs the command line; what it gives back is the code that the process ends with: 0 when all went well, 1 when a diagnostic
 * reached `--fail-on`, 2 when the command could not be understood or a file not be read. Commands are loaded when they run.
 */
export async function main(args: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const program = createProgram(io, (result) => {
    code = result;
  });
  try {
    await program.parseAsync([...args], { from: 'user' });
    return code;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (error instanceof UsageError) {
      io.err(`${io.paintErr('red', 'vcl-port')}: ${error.message}\n`);
      return 2;
    }
    const reason = error instanceof Error ? error.message : String(error);
    io.err(
      `${io.paintErr('red', 'vcl-port')}: this should not have happened: ${reason}\nPlease report it, with the command if you can.\n`,
    );
    return 1;
  }
}

function createProgram(io: Io, done: (code: number) => void): Command {
  const program = new Command('vcl-port')
    .description(
      'Translate Fastly VCL to Varnish VCL and back: same behaviour, readable output, and a report of every difference.',
    )
    .version(version, '-V, --version')
    .exitOverride()
    .configureOutput({ writeOut: (text) => io.out(text), writeErr: (text) => io.err(text) })
    .showHelpAfterError('(vcl-port --help says more)')
    .addHelpText('after', examples);

  const translate = (name: 'fastly-to-varnish' | 'varnish-to-fastly', description: string, target: string): void => {
    const command = program
      .command(name)
      .description(description)
      .argument('<input...>', 'files, directories, or - for stdin')
      .option('-o, --output <path>', 'where the VCL goes: a file, or a directory; without it, stdout');
    addTranslateOptions(command, target).action(async (inputs: string[], flags: TranslateFlags) => {
      const { runTranslate } = await import('./commands/translate.ts');
      done(runTranslate(name === 'fastly-to-varnish' ? 'fastly' : 'varnish', inputs, flags, io));
    });
  };
  translate('fastly-to-varnish', 'translate Fastly VCL to Varnish VCL', 'varnish@7.1');
  translate('varnish-to-fastly', 'translate Varnish VCL to Fastly VCL', 'fastly');

  const check = program
    .command('check')
    .description('say what a translation would say, and write no VCL')
    .argument('<input...>', 'files, directories, or - for stdin');
  addTranslateOptions(check, null).action(async (inputs: string[], flags: TranslateFlags) => {
    const { runCheck } = await import('./commands/translate.ts');
    done(runCheck(inputs, flags, io));
  });

  program
    .command('format')
    .description('lay VCL of both dialects out')
    .argument('<input...>', 'files, directories, or - for stdin')
    .option('--check', 'write nothing; show what would change, and end with 1 if anything would')
    .option('--write', 'format the files in place')
    .addOption(
      new Option('--dialect <name>', 'the dialect of the files (default: auto)').choices(['auto', 'fastly', 'varnish']),
    )
    .action(async (inputs: string[], flags: FormatFlags) => {
      const { runFormat } = await import('./commands/format.ts');
      done(runFormat(inputs, flags, io));
    });

  program
    .command('serve')
    .description('run a configuration here: Fastly VCL on a machine of its own, Varnish VCL on varnishd')
    .argument('<input>', 'a file, or - for stdin')
    .requiredOption('--listen <host:port>', 'where to listen; port 0 takes a free one')
    .option('-I, --include <dir>', 'a directory where included files may be; can be given again', several)
    .option('--backend <name=host:port>', 'another address for a backend, without TLS; can be given again', several)
    .option('--table <name=file>', 'the entries of a table, in JSON; can be given again', several)
    .option('--acl <name=file>', 'the entries of an access list, a line each; can be given again', several)
    .option('--set <name=value>', 'what the platform would know: client.geo.city=Oslo; can be given again', several)
    .option('--proxy-protocol', 'connections begin with a header of the PROXY protocol')
    .option('--trace <format>', 'print the way of each request through the states: text or json')
    .option('--log <file>', 'where the lines of log statements go; without it, stdout')
    .action(async (input: string, flags: ServeFlags) => {
      const { runServe } = await import('./commands/serve.ts');
      done(await runServe(input, flags, io));
    });

  program
    .command('verify')
    .description('play a Fastly configuration and its translation side by side, and say what is not the same')
    .argument('<source>', 'a Fastly file, or - for stdin')
    .argument('[target]', 'a Varnish file in place of the translation')
    .option('-I, --include <dir>', 'a directory where included files may be; can be given again', several)
    .option('--requests <file>', 'what to play, in YAML; without it, requests are made from the configuration')
    .option('--save <file>', 'write what was played, for --requests')
    .option('--budget <seconds>', 'how long to look for differences (default: 60)')
    .option('--seed <number>', 'the same seed makes the same requests (default: 1)')
    .option('--set <name=value>', 'what the platform would know: client.geo.city=Oslo; can be given again', several)
    .option('--vmods <list>', 'as for a translation')
    .option('--null-text', 'as for a translation')
    .option('--report <file>', 'where the report goes; without it, stdout')
    .addOption(new Option('--report-format <format>', 'text, or json (default: text)').choices(['text', 'json']))
    .action(async (source: string, target: string | undefined, flags: VerifyFlags) => {
      const { runVerify } = await import('./commands/verify.ts');
      done(await runVerify(source, target ?? null, flags, io));
    });

  program
    .command('detect')
    .description('tell the dialect of VCL files')
    .argument('<input...>', 'files, directories, or - for stdin')
    .action(async (inputs: string[]) => {
      const { runDetect } = await import('./commands/detect.ts');
      done(runDetect(inputs, io));
    });

  program
    .command('explain')
    .description('say what a diagnostic code, a variable or a function means, and what it becomes')
    .argument('<name-or-code>', 'VCP2010, req.url.path, table.lookup …')
    .action(async (name: string) => {
      const { runExplain } = await import('./commands/explain.ts');
      done(runExplain(name, io));
    });
  return program;
}

const several = (value: string, earlier: readonly string[] | undefined): readonly string[] => [
  ...(earlier ?? []),
  value,
];

const examples = `
Examples:
  vcl-port fastly-to-varnish main.vcl -o default.vcl
  vcl-port check services/ --fail-on warning
  vcl-port format --check .
  vcl-port serve main.vcl --listen 127.0.0.1:8080 --backend F_web=127.0.0.1:3000 --trace text
  vcl-port explain VCP5001`;

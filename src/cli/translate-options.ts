import { Option, type Command } from 'commander';
import type { FailLevel } from './fail-on.ts';
import { failLevels } from './fail-on.ts';

/** What the commands that translate are asked for, as commander gives it. */
export interface TranslateFlags {
  readonly output?: string;
  readonly target?: string;
  readonly include?: readonly string[];
  readonly vmods?: string | readonly string[];
  readonly unsupported?: 'comment' | 'break' | 'error';
  readonly report?: string;
  readonly reportFormat?: string;
  readonly failOn?: FailLevel;
  readonly nullText?: boolean;
  readonly config?: string;
}

const collect = (value: string, earlier: readonly string[] | undefined): readonly string[] => [
  ...(earlier ?? []),
  value,
];

/** Options of everything that translates. Defaults are not given here: a configuration file comes before them. */
export function addTranslateOptions(command: Command, target: string | null): Command {
  return command
    .addOption(new Option('--target <name>', `what to translate to${target === null ? '' : ` (default: ${target})`}`))
    .addOption(
      new Option('-I, --include <dir>', 'a directory where included files may be; can be given again').argParser(
        collect,
      ),
    )
    .addOption(
      new Option(
        '--vmods <list>',
        'vmods that may be used beside those of Varnish, with commas; none (default: those of varnish-modules)',
      ),
    )
    .addOption(
      new Option('--unsupported <mode>', 'what stands for what has no translation (default: comment)').choices([
        'comment',
        'break',
        'error',
      ]),
    )
    .addOption(new Option('--report <file>', 'write the report to a file; - is stdout'))
    .addOption(new Option('--report-format <name>', 'text or json (default: text)'))
    .addOption(new Option('--fail-on <level>', 'the least that ends with 1 (default: error)').choices([...failLevels]))
    .addOption(new Option('--null-text', 'keep the (null) that Fastly prints for what is not set'))
    .addOption(new Option('--config <file>', 'options from a JSON file (default: .vclportrc.json, if there is one)'));
}

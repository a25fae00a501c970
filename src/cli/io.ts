import { readFileSync, writeSync } from 'node:fs';
import { styleText } from 'node:util';
import { plain, type Paint } from '../diagnostics/code-frame.ts';
import { decode } from './read-text.ts';
import { reasonOf, UsageError } from './usage-error.ts';

/** Everything of the outside that commands touch, beside files: a test gives its own. */
export interface Io {
  readonly cwd: string;
  readStdin(): string;
  out(text: string): void;
  err(text: string): void;
  /** Colours for what goes to each stream. */
  readonly paintOut: Paint;
  readonly paintErr: Paint;
  /** Messages to stderr can be overwritten. */
  readonly interactive: boolean;
  /** Until somebody ends a command that runs for as long as it is let. Without it, until SIGINT or SIGTERM. */
  readonly stopped?: () => Promise<void>;
}

const painted: Paint = (style, text) => styleText(style, text);

export function processIo(): Io {
  return {
    cwd: process.cwd(),
    readStdin: () => decode(readFileSync(0)),
    out: (text) => writeAll(1, text),
    err: (text) => writeAll(2, text),
    paintOut: wantsColour(process.stdout.isTTY) ? painted : plain,
    paintErr: wantsColour(process.stderr.isTTY) ? painted : plain,
    interactive: process.stderr.isTTY === true,
  };
}

function wantsColour(terminal: boolean | undefined): boolean {
  const { NO_COLOR: no, FORCE_COLOR: force, TERM: kind } = process.env;
  if (no !== undefined && no !== '') return false;
  if (force !== undefined && force !== '' && force !== '0') return true;
  return terminal === true && kind !== 'dumb';
}

/** Written at once: nothing is lost when the process ends, and a reader that went away is no error of ours. */
function writeAll(descriptor: 1 | 2, text: string): void {
  const bytes = Buffer.from(text, 'utf8');
  for (let at = 0; at < bytes.length;) {
    try {
      at += writeSync(descriptor, bytes, at);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EPIPE') return;
      if (code !== 'EAGAIN') {
        // There is nobody left to tell what stderr does not take.
        if (descriptor === 2) return;
        throw new UsageError(`the standard output cannot be written: ${reasonOf(error)}`);
      }
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

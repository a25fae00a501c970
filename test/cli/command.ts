import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { main } from '../../src/cli/main.ts';
import { plain, type Paint } from '../../src/diagnostics/code-frame.ts';

export interface Ended {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface Terminal {
  readonly stdin?: string;
  readonly paint?: Paint;
  readonly interactive?: boolean;
}

/** A directory with files, and the command line in it. */
export class Workplace {
  readonly path = mkdtempSync(join(tmpdir(), 'vcl-port-'));

  constructor(files: Readonly<Record<string, string>> = {}) {
    for (const [name, text] of Object.entries(files)) {
      mkdirSync(dirname(join(this.path, name)), { recursive: true });
      writeFileSync(join(this.path, name), text);
    }
  }

  async run(args: readonly string[], terminal: Terminal = {}): Promise<Ended> {
    let out = '';
    let err = '';
    const code = await main(args, {
      cwd: this.path,
      readStdin: () => terminal.stdin ?? '',
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      paintOut: terminal.paint ?? plain,
      paintErr: terminal.paint ?? plain,
      interactive: terminal.interactive ?? false,
    });
    return { code, out, err };
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

export const good = 'backend F_a { .host = "192.0.2.1"; }\nsub vcl_recv {\n  set req.backend = F_a;\n  error 403;\n}\n';
export const bad = 'backend F_a { .host = "192.0.2.1"; }\nsub vcl_recv {\n  set req.backend = F_a;\n  set = 1;\n}\n';

// What varnishd logged, read with varnishlog.

import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** A line that VCL wrote with std.log (a VCL_Log record). */
export interface LogLine {
  readonly side: 'client' | 'backend';
  readonly text: string;
}

export interface Log {
  readonly lines: readonly LogLine[];
  /** Client connections whose records are all there. */
  readonly closedSessions: number;
}

const run = promisify(execFile);
const RECORD = /^\s*(\d+)\s+(\S+)\s+([-cb]) (.*)$/;

/** Everything since varnishd started. */
export async function readLog(workingDirectory: string): Promise<Log> {
  const dump = await varnishlog(workingDirectory, ['-g', 'raw', '-i', 'Begin,End,VCL_Log']);
  const lines: LogLine[] = [];
  const sessions = new Set<string>();
  let closedSessions = 0;
  for (const record of dump.split('\n')) {
    const [, id = '', tag, side, text = ''] = RECORD.exec(record) ?? [];
    if (tag === 'Begin' && text.startsWith('sess')) sessions.add(id);
    if (tag === 'End' && sessions.has(id)) closedSessions += 1;
    if (tag === 'VCL_Log') lines.push({ side: side === 'b' ? 'backend' : 'client', text });
  }
  return { lines, closedSessions };
}

/** The whole log as people read it. */
export function readableLog(workingDirectory: string): Promise<string> {
  return varnishlog(workingDirectory, ['-g', 'request']);
}

async function varnishlog(workingDirectory: string, selection: readonly string[]): Promise<string> {
  const { stdout } = await run('varnishlog', ['-n', workingDirectory, '-d', ...selection], { maxBuffer: 1 << 26 });
  return stdout;
}

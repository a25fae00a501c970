/**
 * The way of a request through the states of varnishd, from what varnishlog says of it: for each state how it ended, with
 * the requests to the origin that it led to.
 */
export function wayOfLog(log: string): string {
  const lines: string[] = [];
  let state: string | null = null;
  for (const line of log.split('\n')) {
    const [, marks = '', tag, value = ''] = /^\s*([-*]+)\s+(\S+)\s*(.*)$/.exec(line) ?? [];
    const indent = '  '.repeat(Math.max(1, marks.length));
    const head = /^\*+\s+<<\s*(\w+)\s*>>/.exec(line.trim());
    if (head !== null) {
      lines.push(`${'  '.repeat(Math.max(0, line.trim().indexOf(' ') - 1))}${head[1]}`);
      continue;
    }
    switch (tag) {
      case 'VCL_call':
        state = value;
        break;
      case 'VCL_return':
        lines.push(`${indent}${state ?? '?'}  return(${value})`);
        state = null;
        break;
      case 'VCL_Error':
      case 'FetchError':
      case 'Error':
        lines.push(`${indent}${tag}: ${value}`);
        break;
      default:
    }
  }
  return lines.join('\n');
}

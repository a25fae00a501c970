import { string } from '../value.ts';
import type { Frame } from '../frame.ts';
import type { RequestMessage } from '../messages.ts';
import type { Family } from './variable.ts';

/** The parts of a URL; views of it that follow when it is set. */
export function urlParts(prefix: string, message: (frame: Frame) => RequestMessage | null): Family {
  const view = (part: (url: string) => string) => ({
    read: (frame: Frame) => string(part(message(frame)?.url ?? '')),
  });
  return {
    [`${prefix}.path`]: view(pathOf),
    [`${prefix}.qs`]: view(queryOf),
    [`${prefix}.basename`]: view((url) => pathOf(url).replace(/^.*\//s, '')),
    [`${prefix}.dirname`]: view(directoryOf),
    [`${prefix}.ext`]: view((url) => /\.([^./]*)$/s.exec(pathOf(url))?.[1] ?? ''),
  };
}

function pathOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? url : url.slice(0, query);
}

function queryOf(url: string): string {
  const query = url.indexOf('?');
  return query === -1 ? '' : url.slice(query + 1);
}

/** `/` for what is right under the root. */
function directoryOf(url: string): string {
  const path = pathOf(url);
  const end = path.lastIndexOf('/');
  return end <= 0 ? '/' : path.slice(0, end);
}

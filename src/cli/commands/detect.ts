import { detect } from '../../syntax/detect.ts';
import { readInputs } from '../inputs.ts';
import type { Io } from '../io.ts';

export function runDetect(names: readonly string[], io: Io): number {
  for (const { name, text } of readInputs(names, [], io)) {
    const { dialect, version, confidence, snippet, template } = detect(text);
    const notes = [
      ...(version === undefined ? [] : [`vcl ${version}`]),
      `confidence ${confidence.toFixed(2)}`,
      ...(snippet ? ['snippet'] : []),
      ...(template === null ? [] : [`${template} template`]),
    ];
    io.out(`${name}: ${dialect} (${notes.join(', ')})\n`);
  }
  return 0;
}

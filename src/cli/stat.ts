import { statSync, type Stats } from 'node:fs';

/** What a path names; `null` where it names nothing that can be looked at. */
export function statOf(path: string): Stats | null {
  try {
    return statSync(path);
  } catch {
    return null;
  }
}

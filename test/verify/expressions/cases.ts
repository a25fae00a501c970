import type { ValueType } from '../../../src/verify/fastly-machine/value.ts';
import { data } from './data.ts';
import { numbers } from './numbers.ts';
import { strings } from './strings.ts';
import { texts } from './texts.ts';

const types: Readonly<Record<string, ValueType>> = {
  S: 'STRING',
  I: 'INTEGER',
  F: 'FLOAT',
  B: 'BOOL',
  R: 'RTIME',
  T: 'TIME',
  A: 'IP',
};

export interface Case {
  /** The line as it stands in the list. */
  readonly line: string;
  /** Statements that log one line. */
  readonly statements: string;
}

export const cases: readonly Case[] = [strings, numbers, texts, data].flatMap((list) =>
  list
    .trim()
    .split('\n')
    .map((line) => {
      const code = line.slice(2);
      const type = types[line[0] as string];
      if (type === undefined) return { line, statements: code };
      const statements =
        type === 'STRING' ? `log ${code};` : `declare local var.v ${type}; set var.v = ${code}; log var.v;`;
      return { line, statements };
    }),
);

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { translate } from '../../src/translate.ts';
import { print } from '../../src/printer/print.ts';
import { fastlyToVarnish, varnishToFastly, type Direction } from '../support/goldens.ts';
import { program } from '../support/programs.ts';
import { commentsOf, parseText } from '../support/trees.ts';

const runs = Number(process.env['VCL_PORT_RUNS'] ?? 100);

describe.each([fastlyToVarnish, varnishToFastly])('$name', ({ source, target, options, cases }) => {
  const written = fc.oneof(
    { arbitrary: fc.constantFrom(...cases.map(({ input }) => input)), weight: 3 },
    { arbitrary: program(options.from).map(print), weight: 1 },
  );

  test('whatever a text is, something comes out, and it is VCL or says why not', () => {
    fc.assert(
      fc.property(damaged(written, source), (text) => {
        const { code, diagnostics } = translate(text, options);
        expect(translate(text, options).code, 'it is the same every time').toBe(code);
        const refused = parseText(code, target).diagnostics;
        if (!diagnostics.some(({ severity }) => severity === 'error')) expect(refused, code).toEqual([]);
        expect(diagnostics.filter(({ code: id }) => id === 'VCP9005')).toEqual([]);
      }),
      { numRuns: runs },
    );
  }, 60_000);

  test('a comment is in the output, wherever it stands', () => {
    fc.assert(
      fc.property(fc.constantFrom(...cases), fc.nat(), fc.boolean(), ({ input }, at, ownLine) => {
        const places = gapsOf(input, source);
        const place = places[at % places.length] as number;
        const comment = ownLine ? '\n# of a test\n' : ' /* of a test */ ';
        const { code, diagnostics } = translate(input.slice(0, place) + comment + input.slice(place), options);
        const line = input.slice(0, place).split('\n').length;
        // With code that is left out, what is said about it goes.
        const leftOut = diagnostics.some(
          ({ code: id, place: of }) =>
            of !== null && leavesOut.has(id) && of.line - 2 <= line && line <= of.endLine + 2,
        );
        if (!leftOut) expect(commentsOf(code, target).join('\n'), `line ${line}: ${input}`).toContain('of a test');
      }),
      { numRuns: runs },
    );
  }, 60_000);
});

/** What is said where code cannot run, or has no meaning on the target. */
const leavesOut: ReadonlySet<string> = new Set(['VCP3021', 'VCP3071']);

/** The places between two tokens, but for those inside of what the other language has no word for. */
function gapsOf(text: string, source: Direction['source']): readonly number[] {
  const gaps: number[] = [];
  let inside = false;
  for (const { type, start } of source.syntax.lexer.tokenize(text).tokens) {
    if (type !== 'macro' && !inside) gaps.push(start);
    inside = /^(?:pragma|vcl|import)$/.test(type) || (inside && type !== ';');
  }
  return gaps;
}

/** A text with some of its tokens gone, twice, or somewhere else, and characters where they do not belong. */
function damaged(texts: fc.Arbitrary<string>, source: Direction['source']): fc.Arbitrary<string> {
  const noise = fc.oneof(
    fc.constantFrom('"', '{"', '"}', '{', '}', '(', ')', ';', '/*', '*/', '#', '\0', '\n', '%', 'C{', '<%', '${', '\\'),
    fc.string({ unit: 'binary', maxLength: 4 }),
  );
  const damage = fc.oneof(
    fc.record({ kind: fc.constantFrom('drop', 'repeat', 'move'), from: fc.nat(), to: fc.nat() }),
    fc.record({ kind: fc.constant('insert'), from: fc.nat(), to: fc.nat(), text: noise }),
  );
  return fc.tuple(texts, fc.array(damage, { minLength: 1, maxLength: 4 })).map(([text, all]) => {
    const pieces = piecesOf(text, source);
    for (const one of all) {
      const from = one.from % pieces.length;
      const to = one.to % pieces.length;
      if (one.kind === 'drop') pieces.splice(from, 1, '');
      else if (one.kind === 'repeat') pieces.splice(to, 0, pieces[from] as string);
      else if (one.kind === 'move') pieces.splice(to, 0, ...pieces.splice(from, 1));
      else pieces.splice(to, 0, 'text' in one ? (one.text as string) : '');
    }
    return pieces.join('');
  });
}

/** The tokens and what is between them. */
function piecesOf(text: string, source: Direction['source']): string[] {
  const pieces: string[] = [];
  let at = 0;
  for (const { start, end } of source.syntax.lexer.tokenize(text).tokens) {
    pieces.push(text.slice(at, start), text.slice(start, end));
    at = end;
  }
  return [...pieces, text.slice(at)];
}

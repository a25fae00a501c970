import { describe, expect, it } from 'vitest';
import { inSubroutine } from '../support/in-subroutine.ts';

describe('a statement of which a part has no equal', () => {
  it('goes on without it where it is a text, below what was lost', () => {
    const { body, codes } = inSubroutine('log "a " client.geo.city " b " req.url " " client.geo.region;');
    expect(body).toBe(
      '# VCP2002, not translated: client.geo.city, client.geo.region\nstd.log("a  b " + req.url + " ");',
    );
    expect(codes).toContain('VCP2002');
  });

  it.each([
    'set req.http.A = client.geo.city;',
    'set req.http.A = std.tolower(client.geo.city);',
    'set req.http.A = std.replace(client.geo.city, "a", "b");',
  ])('is a comment where nothing else made its value: %s', (source) => {
    expect(inSubroutine(source).body).toBe(`# VCP2002, not translated: ${source}`);
  });

  it('leaves no older value in a local', () => {
    const { body } = inSubroutine(
      'declare local var.n INTEGER; set var.n = std.strlen(client.geo.city); set req.http.N = var.n;',
    );
    expect(body).toContain('var.set_int("n", 0);');
  });
});

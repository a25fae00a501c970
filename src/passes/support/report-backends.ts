import type { RelatedSpan } from '../../diagnostics/diagnostic.ts';
import type { Code } from '../../diagnostics/catalogue.ts';
import type { Property } from '../../ir/model.ts';
import type { PassContext } from '../pass.ts';

interface Fact {
  readonly code: Code;
  readonly message: string;
  readonly help?: string;
}

const platform = (what: string): Fact => ({ code: 'VCP5010', message: `${what}: left out` });
const missing = (message: string, help: string): Fact => ({ code: 'VCP3032', message, help });

/** What becomes of the properties that the target does not have. Those of TLS are with the proxy that speaks it. */
const facts: Readonly<Record<string, Fact>> = {
  dynamic: platform('.dynamic has the platform look the name up again and again'),
  share_key: platform('.share_key shares health checks between services'),
  bypass_local_route_table: platform('.bypass_local_route_table steers the routes inside the platform'),
  is_shield: platform('.is_shield marks a shield'),
  dummy: platform('a dummy probe only looks the name up, and the backend is always healthy'),
  fetch_timeout: missing(
    '.fetch_timeout: the target limits the first byte and the time between two, not the whole fetch',
    'Lower .first_byte_timeout and .between_bytes_timeout.',
  ),
  keepalive_time: missing(
    '.keepalive_time: the target keeps idle connections for the same time to all backends',
    'The parameter backend_idle_timeout of varnishd is that time; 60s without it.',
  ),
  max_use: missing(
    '.max_use: the target does not count the requests of a connection',
    'Let the origin close the connection, by its own limit.',
  ),
  max_lifetime: missing(
    '.max_lifetime: the target does not limit how old a connection becomes',
    'Let the origin close the connection, by its own limit.',
  ),
  saintmode_threshold: missing(
    '.saintmode_threshold: the target counts no errors of a backend',
    'vmod saintmode (varnish-modules) keeps a list of what a backend cannot serve; a health probe does for the whole of it.',
  ),
};

/** Says what was found of a kind once, with every place that has it. */
export class BackendReport {
  readonly #found = new Map<string, { readonly fact: Fact; readonly properties: Property[] }>();

  dropped(property: Property): void {
    this.note(
      property.name,
      property,
      facts[property.name] ?? { code: 'VCP3032', message: `.${property.name}: the target has no such property` },
    );
  }

  note(key: string, property: Property, fact: Fact): void {
    const known = this.#found.get(key);
    if (known === undefined) this.#found.set(key, { fact, properties: [property] });
    else known.properties.push(property);
  }

  send({ reporter }: PassContext): void {
    for (const { fact, properties } of this.#found.values()) {
      const [first, ...others] = properties.map(({ origin }) => origin);
      const related = others.flatMap((span): RelatedSpan[] => (span === null ? [] : [{ span, message: 'here, too' }]));
      reporter.report(fact.code, first ?? null, fact.message, { help: fact.help, related });
    }
  }
}

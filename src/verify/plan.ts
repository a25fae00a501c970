/** Header lines; texts are bytes, one for each character, as on the wire. */
export type HeaderLines = readonly (readonly [name: string, value: string])[];

/** A request of a client. */
export interface PlannedRequest {
  readonly method: string;
  readonly url: string;
  readonly host: string;
  readonly headers: HeaderLines;
  readonly body: string;
  /** The address that the client comes from. */
  readonly client: string;
  readonly tls: boolean;
  /** Backends whose probes fail at that time. */
  readonly sick: readonly string[];
}

/** What an origin answers; the first answer that fits a request is used. */
export interface OriginAnswer {
  /** Only requests for this URL. */
  readonly url: string | null;
  readonly method: string | null;
  /** So many times; `null` for as often as it is asked. */
  readonly times: number | null;
  readonly status: number;
  readonly reason: string | null;
  readonly headers: HeaderLines;
  readonly body: string;
  /** Closes the connection in place of an answer. */
  readonly close: boolean;
}

export type PlannedStep =
  { readonly kind: 'request'; readonly request: PlannedRequest } | { readonly kind: 'pause'; readonly seconds: number };

/** Something to play on both sides: what the origins answer, and what clients ask for, one after the other. */
export interface Plan {
  /** By the name of the backend; `*` for all others. */
  readonly origins: Readonly<Record<string, readonly OriginAnswer[]>>;
  readonly steps: readonly PlannedStep[];
}

/** The name that stands for all backends without answers of their own. */
export const anyOrigin = '*';

export const plainRequest: PlannedRequest = {
  method: 'GET',
  url: '/',
  host: 'www.example.com',
  headers: [],
  body: '',
  client: '127.0.0.1',
  tls: false,
  sick: [],
};

export const plainAnswer: OriginAnswer = {
  url: null,
  method: null,
  times: null,
  status: 200,
  reason: null,
  headers: [],
  body: '',
  close: false,
};

export function answersOf(plan: Plan, backend: string): readonly OriginAnswer[] {
  return plan.origins[backend] ?? plan.origins[anyOrigin] ?? [];
}

/** The value of the first line of a header. */
export function headerOf(lines: HeaderLines, name: string): string | null {
  return lines.find(([other]) => other.toLowerCase() === name.toLowerCase())?.[1] ?? null;
}

/** Header lines with one header set; `null` takes it out. */
export function withHeader(lines: HeaderLines, name: string, value: string | null): HeaderLines {
  const others = lines.filter(([other]) => other.toLowerCase() !== name.toLowerCase());
  return value === null ? others : [...others, [name, value]];
}

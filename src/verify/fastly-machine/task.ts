import type { CacheObject } from './cache.ts';
import { Headers } from './headers.ts';
import type { Client, ClientRequest, RequestMessage, ResponseMessage } from './messages.ts';
import type { Step } from './trace.ts';
import type { Value } from './value.ts';

/** A response of an origin, while vcl_fetch looks at it. */
export interface BackendResponse extends ResponseMessage {
  ttl: number;
  staleIfError: number;
  staleWhileRevalidate: number;
  cacheable: boolean;
  gzip: boolean;
  brotli: boolean;
  esi: boolean;
  stream: boolean;
  pci: boolean;
  hipaa: boolean;
  saintmode: number;
}

/** What answered, for the variables that tell it. */
export interface Answerer {
  readonly name: string;
  readonly host: string;
  readonly ip: string;
  readonly port: number;
}

/** What vcl_error makes. */
export interface SyntheticObject extends ResponseMessage {
  body: string | null;
  ttl: number;
}

export interface Timeouts {
  connect: number | null;
  firstByte: number | null;
  betweenBytes: number | null;
  fetch: number | null;
}

/** What a fragment of a page has from the request for the page. */
export interface Parent {
  readonly level: number;
  readonly topUrl: string;
  /** How many fragments the client's request has led to, on all levels. */
  readonly fragments: { count: number };
}

/** One request on its way through the states: everything that the variables of the platform are about. */
export class Task {
  readonly original: ClientRequest;
  readonly client: Client;
  readonly started: number;
  readonly xid: string;
  readonly parent: Parent | null;
  readonly background: boolean;
  readonly purge: boolean;
  /** The way through the states. */
  readonly way: Step[] = [];
  readonly captures: { groups: readonly (string | null)[] } = { groups: [] };

  req: RequestMessage;
  bereq: RequestMessage | null = null;
  beresp: BackendResponse | null = null;
  synthetic: SyntheticObject | null = null;
  /** The object that was found, or stored, for this request; for obj.hits and the like. */
  object: CacheObject | null = null;
  /** An object past its TTL that may still be used. */
  stale: CacheObject | null = null;
  resp: ResponseMessage | null = null;
  answerer: Answerer | null = null;

  restarts = 0;
  restartsExhausted = false;
  backend: string | null = null;
  identity: string | null = null;
  hash = '';
  timeouts: Timeouts = { connect: null, firstByte: null, betweenBytes: null, fetch: null };
  /** The request headers that the lookup saw: variants are by these, whatever happens to req later. */
  lookupHeaders: Headers;
  hashAlwaysMiss = false;
  hashIgnoreBusy = false;
  rangeOnPass = false;
  maxStaleIfError = Infinity;
  maxStaleWhileRevalidate = Infinity;
  esi = true;
  error: string | null = null;
  /** fastly_info.state. */
  state = 'NONE';
  deliversStale: 'error' | 'revalidating' | null = null;
  /** The request runs where the cache is: changes to req do not come back (decision `clustering`). */
  clustered = false;
  /** `Alt-Svc` of h3.alt_svc() (decision `altSvc`). */
  altSvc = false;
  /** Values of variables that can be set and change nothing on a desk. */
  readonly notes = new Map<string, Value>();

  firstByteAt: number | null = null;
  completedAt: number | null = null;
  responseHeadBytes = 0;
  responseBodyBytes = 0;
  bereqHeadBytes = 0;
  bereqBodyBytes = 0;

  constructor(
    original: ClientRequest,
    options: {
      readonly started: number;
      readonly xid: string;
      readonly parent?: Parent | null;
      readonly background?: boolean;
      readonly purge?: boolean;
    },
  ) {
    this.original = original;
    this.client = original.client;
    this.started = options.started;
    this.xid = options.xid;
    this.parent = options.parent ?? null;
    this.background = options.background ?? false;
    this.purge = options.purge ?? false;
    const { method, url, proto, headers } = original;
    this.req = { method, url, proto, headers: new Headers(headers) };
    this.lookupHeaders = this.req.headers;
  }

  /** What a restart throws away; req and what was set in it stay. */
  forget(): void {
    this.bereq = null;
    this.beresp = null;
    this.synthetic = null;
    this.object = null;
    this.stale = null;
    this.resp = null;
    this.answerer = null;
    this.hash = '';
    this.timeouts = { connect: null, firstByte: null, betweenBytes: null, fetch: null };
    this.deliversStale = null;
    this.clustered = false;
    this.state = 'NONE';
  }
}

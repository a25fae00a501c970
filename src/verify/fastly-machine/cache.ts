import type { Headers } from './headers.ts';

/** A stored response. Times are seconds since 1970. */
export interface CacheObject {
  readonly proto: string;
  readonly status: number;
  readonly reason: string;
  headers: Headers;
  readonly body: Buffer;
  /** A marker: requests are passed until it is over. */
  readonly hitForPass: boolean;
  /** When it was stored, or found to be still good. */
  entered: number;
  expires: number;
  /** The age that it had when it came. */
  age: number;
  staleIfError: number;
  staleWhileRevalidate: number;
  readonly esi: boolean;
  readonly pci: boolean;
  readonly hipaa: boolean;
  /** Request headers that its Vary names, with their values. */
  readonly vary: readonly (readonly [name: string, value: string | null])[];
  readonly surrogateKeys: readonly string[];
  hits: number;
  lastUse: number;
  /** A fetch in the background is under way for it. */
  refreshing: boolean;
}

/** A fetch that others wait for. */
export interface Busy {
  readonly done: Promise<void>;
  release(): void;
}

interface Entry {
  objects: CacheObject[];
  busy: Busy | null;
}

/** The variant that a request with these headers gets: names and values of what Vary names. */
export function varyOf(vary: readonly string[], request: Headers): CacheObject['vary'] {
  const names = vary
    .flatMap((value) => value.split(','))
    .map((name) => name.trim().toLowerCase())
    .filter((name) => name !== '');
  return [...new Set(names)].map((name) => [name, valueOf(name, request)] as const);
}

/** All lines of a header as one value, since their division means nothing. */
function valueOf(name: string, request: Headers): string | null {
  const values = request.all(name);
  return values.length === 0 ? null : values.map((value) => value.trim()).join(', ');
}

/** `Vary: *` fits no request (decision `varyStar`). */
function fits(object: CacheObject, request: Headers): boolean {
  return object.vary.every(([name, value]) => name !== '*' && valueOf(name, request) === value);
}

const perObject = 1024;

/** Objects by key and variant, the least recently used ones given up first when there are too many. */
export class Cache {
  readonly #entries = new Map<string, Entry>();
  readonly #limit: number;
  #size = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes that are held. */
  get size(): number {
    return this.#size;
  }

  find(key: string, request: Headers): CacheObject | null {
    const entry = this.#entries.get(key);
    if (entry === undefined) return null;
    // Moved to the end: the first ones are those not used for longest.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.objects.find((object) => fits(object, request)) ?? null;
  }

  /** Whether there are objects of the key, of which `Vary` lets the request have none. */
  hasOthers(key: string, request: Headers): boolean {
    const objects = this.#entries.get(key)?.objects ?? [];
    return objects.length > 0 && !objects.some((object) => fits(object, request));
  }

  /** An object takes the place of the one that the same request would get. */
  store(key: string, object: CacheObject, request: Headers): void {
    const entry = this.#entry(key);
    const replaced = entry.objects.filter((other) => fits(other, request) || sameVary(other, object));
    for (const other of replaced) this.#size -= sizeOf(other);
    entry.objects = [object, ...entry.objects.filter((other) => !replaced.includes(other))];
    this.#size += sizeOf(object);
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#makeRoom(key);
  }

  /** The fetch under way for a key, if there is one. */
  busy(key: string): Busy | null {
    return this.#entries.get(key)?.busy ?? null;
  }

  /** From now until it is released, others wait for this fetch. */
  begin(key: string): Busy {
    const entry = this.#entry(key);
    let resolve: () => void = () => undefined;
    const done = new Promise<void>((wake) => {
      resolve = wake;
    });
    const busy: Busy = {
      done,
      release: () => {
        if (entry.busy === busy) entry.busy = null;
        if (entry.objects.length === 0 && entry.busy === null && this.#entries.get(key) === entry)
          this.#entries.delete(key);
        resolve();
      },
    };
    entry.busy = busy;
    return busy;
  }

  /** Takes objects out; with `soft`, they are only past their TTL from now on. How many there were. */
  purge(key: string, soft: boolean, now: number): number {
    return this.#remove(key, () => true, soft, now);
  }

  purgeSurrogateKey(surrogateKey: string, soft: boolean, now: number): number {
    let count = 0;
    for (const key of this.#entries.keys()) {
      count += this.#remove(key, (object) => object.surrogateKeys.includes(surrogateKey), soft, now);
    }
    return count;
  }

  purgeAll(): void {
    for (const key of this.#entries.keys()) this.#remove(key, () => true, false, 0);
  }

  #remove(key: string, which: (object: CacheObject) => boolean, soft: boolean, now: number): number {
    const entry = this.#entries.get(key);
    if (entry === undefined) return 0;
    const found = entry.objects.filter(which);
    if (soft) {
      for (const object of found) object.expires = Math.min(object.expires, now);
      return found.length;
    }
    for (const object of found) this.#size -= sizeOf(object);
    entry.objects = entry.objects.filter((object) => !found.includes(object));
    if (entry.objects.length === 0 && entry.busy === null) this.#entries.delete(key);
    return found.length;
  }

  #entry(key: string): Entry {
    const known = this.#entries.get(key);
    if (known !== undefined) return known;
    const entry: Entry = { objects: [], busy: null };
    this.#entries.set(key, entry);
    return entry;
  }

  #makeRoom(kept: string): void {
    for (const [key, entry] of this.#entries) {
      if (this.#size <= this.#limit) return;
      if (key === kept) continue;
      for (const object of entry.objects) this.#size -= sizeOf(object);
      entry.objects = [];
      if (entry.busy === null) this.#entries.delete(key);
    }
    // What is left are variants of one key.
    const objects = this.#entries.get(kept)?.objects ?? [];
    for (let last = objects.pop(); last !== undefined; last = objects.pop()) {
      if (objects.length === 0 || this.#size <= this.#limit) {
        objects.push(last);
        return;
      }
      this.#size -= sizeOf(last);
    }
  }
}

function sameVary(one: CacheObject, other: CacheObject): boolean {
  return (
    one.vary.length === other.vary.length &&
    one.vary.every(([name, value], at) => other.vary[at]?.[0] === name && other.vary[at]?.[1] === value)
  );
}

function sizeOf({ body, headers }: CacheObject): number {
  return perObject + body.length + headers.lines.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
}

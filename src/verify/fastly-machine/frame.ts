import type * as ast from '../../syntax/ast.ts';
import { callFunction } from './execute.ts';
import type { Context, Linked, Message, Platform, StateName } from './context.ts';
import type { CounterStore } from './counters.ts';
import type { Headers } from './headers.ts';
import { MachineError } from './machine-error.ts';
import type { Task } from './task.ts';
import type { Value } from './value.ts';
import { readVariable, writeVariable } from './variables/index.ts';

/** What all requests share. */
export interface Services {
  readonly linked: Linked;
  readonly platform: Platform;
  readonly counters: CounterStore;
  readonly nullText: string;
  /** req.vcl.generation: purging everything raises it. */
  readonly generation: number;
  isHealthy(task: Task, backend: string): boolean;
  isDirector(name: string): boolean;
  log(task: Task, text: string): void;
  /** Told of everything that runs; for who measures how much of a configuration was reached. */
  readonly observer?: Observer | undefined;
}

/** What runs, as it runs. */
export interface Observer {
  /** A statement, a branch of an `if`, a case of a `switch`. */
  reached(node: ast.Statement | ast.IfBranch | ast.SwitchCase, task: Task): void;
  /** No branch, no case of a statement was the right one. */
  passedBy(node: ast.IfStatement | ast.SwitchStatement, task: Task): void;
}

/** One subroutine at work, for one request: what its statements and expressions see. */
export class Frame implements Context {
  readonly services: Services;
  readonly task: Task;
  readonly state: StateName;
  readonly locals = new Map<string, Value>();
  /** The time when the subroutine of the state began (decision `now`). */
  readonly now: number;

  constructor(services: Services, task: Task, state: StateName, now = services.platform.now()) {
    this.services = services;
    this.task = task;
    this.state = state;
    this.now = now;
  }

  reached(node: ast.Statement | ast.IfBranch | ast.SwitchCase): void {
    this.services.observer?.reached(node, this.task);
  }

  passedBy(node: ast.IfStatement | ast.SwitchStatement): void {
    this.services.observer?.passedBy(node, this.task);
  }

  get linked(): Linked {
    return this.services.linked;
  }

  get platform(): Platform {
    return this.services.platform;
  }

  get counters(): CounterStore {
    return this.services.counters;
  }

  get nullText(): string {
    return this.services.nullText;
  }

  get captures(): Task['captures'] {
    return this.task.captures;
  }

  /** For a subroutine that is called: the same state, locals of its own. */
  enter(): Frame {
    return new Frame(this.services, this.task, this.state, this.now);
  }

  headers(message: Message): Headers | null {
    const { task } = this;
    switch (message) {
      case 'req':
        return task.req.headers;
      case 'bereq':
        return task.bereq?.headers ?? null;
      case 'beresp':
        return task.beresp?.headers ?? null;
      case 'resp':
        return task.resp?.headers ?? null;
      case 'obj':
        // A stored object can be read, not changed.
        return this.state === 'hit' ? (task.object?.headers.copy() ?? null) : (task.synthetic?.headers ?? null);
    }
  }

  read(name: string): Value | undefined {
    return readVariable(name, this);
  }

  write(name: string, value: Value): void {
    writeVariable(name, value, this);
  }

  setError(code: string): void {
    this.task.error = code;
  }

  call(name: string, args: readonly Value[]): Value {
    const subroutine = this.linked.subroutines.get(name);
    if (subroutine === undefined) throw new MachineError(`there is no subroutine '${name}'`);
    return callFunction(subroutine, args, this);
  }

  isHealthy(backend: string): boolean {
    return this.services.isHealthy(this.task, backend);
  }

  effect(name: string, _args: readonly Value[]): void {
    if (name === 'h3.alt_svc') this.task.altSvc = true;
  }

  log(text: string): void {
    this.services.log(this.task, text);
  }

  /** The body that vcl_error gives (decision `syntheticTwice`). */
  synthetic(body: string): void {
    if (this.task.synthetic !== null) this.task.synthetic.body = body;
  }

  esi(): void {
    if (this.task.beresp !== null) this.task.beresp.esi = true;
  }

  addHash(text: string, anew: boolean): void {
    // Lengths go in, so that two parts never look like one other.
    const part = `${text.length}:${text}`;
    this.task.hash = anew ? part : this.task.hash + part;
  }

  /** What the platform puts in the place of `#FASTLY x` (decision `macros`). */
  macro(scope: string): void {
    const { task, linked, services } = this;
    if (scope === 'recv') task.backend ??= linked.backends.keys().next().value ?? null;
    if (scope === 'hash') this.addHash(`generation ${services.generation}`, false);
    if (scope === 'deliver') {
      if (task.req.headers.get('Fastly-FF') !== null || task.req.headers.get('Fastly-Debug') !== null) return;
      task.resp?.headers.unset('Surrogate-Control');
      task.resp?.headers.unset('Surrogate-Key');
    }
  }
}

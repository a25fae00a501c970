import { MachineError } from '../machine-error.ts';

/** A place in the text of a pattern. */
export class Reader {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  get done(): boolean {
    return this.at >= this.text.length;
  }

  peek(): string {
    return this.text[this.at] ?? '';
  }

  /** Goes on after `text` if it comes next. */
  take(text: string): boolean {
    if (!this.text.startsWith(text, this.at)) return false;
    this.at += text.length;
    return true;
  }

  /** The next character as a byte. */
  byte(): number {
    if (this.done) this.fail('it ends too early');
    const byte = this.text.charCodeAt(this.at);
    this.at += 1;
    return byte;
  }

  /** Goes on after what a sticky expression matches here. */
  match(sticky: RegExp): RegExpExecArray | null {
    sticky.lastIndex = this.at;
    const match = sticky.exec(this.text);
    if (match !== null) this.at += match[0].length;
    return match;
  }

  fail(reason: string): never {
    throw new MachineError(`the pattern "${this.text}" cannot be used: ${reason}`);
  }
}

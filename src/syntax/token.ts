/** A token that the grammar sees. `type` is a terminal of the grammar: punctuation and keywords are their own type. */
export interface Token {
  readonly type: string;
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

export interface CommentToken {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** What the lexer could not make a token of. */
export interface LexicalError {
  readonly reason: 'character' | 'string' | 'long-string' | 'comment' | 'inline-c';
  readonly start: number;
  readonly end: number;
}

export interface TokenStream {
  readonly tokens: readonly Token[];
  readonly comments: readonly CommentToken[];
  readonly errors: readonly LexicalError[];
}

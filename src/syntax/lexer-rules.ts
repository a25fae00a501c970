import type { Rules } from 'moo';

/**
 * What a template language leaves in a VCL file where a name or a value should be: Terraform `${…}`, ERB `<%= … %>`, Jinja
 * `{{ … }}`. Each class of characters stops where another hole could begin, so that matching stays linear.
 */
export const hole = String.raw`(?:\$\{[ \t]*[A-Za-z_](?:[^{}"\n]|"[^"\n]*")*\}|<%=[^<\n]*?%>|\{\{[^{};"\n]*\}\})`;

/** Control lines of the same languages: `%{ if … }`, `<% … %>`, `{% … %}`. */
export const directive = String.raw`%\{[ \t~]*(?:if|else|endif|for|endfor)\b[^{}\n]*\}|<%(?!=)[^<]*?%>|\{%[^{\n]*?%\}`;

const word = (letters: string): string => String.raw`(?:[A-Za-z_]|${hole})(?:[${letters}]|${hole})*`;
/** What can be no hole goes by in one go: a long string takes no stack. */
const shortString = new RegExp(String.raw`"[^"\n$<{]*(?:(?:${hole}|[$<{])[^"\n$<{]*)*"`);
const duration = /\d+(?:\.\d+)?[ \t]*(?:ms|[smhdwy])(?![\w.-])/;

const trivia: Rules = {
  space: { match: /[ \t\r\f\v\u00a0\ufeff\n]+/, lineBreaks: true },
};
const commentRules: Rules = {
  lineComment: /#[^\n]*|\/\/[^\n]*/,
  blockComment: '/*',
};

/** Header variables may hold dots, a subfield and, for `unset`, a wildcard. */
const headerRoots = 'req|bereq|beresp|resp|obj';

export const fastlyRules: Rules = {
  ...trivia,
  macro: /#[Ff][Aa][Ss][Tt][Ll][Yy][ \t]+[A-Za-z_]+/,
  ...commentRules,
  directive: new RegExp(directive),
  control: /[CW]!/,
  inlineC: 'C{',
  longString: '{"',
  heredoc: /\{[A-Za-z0-9_]+"/,
  string: shortString,
  unterminated: /"[^"\n]*/,
  duration,
  percent: /\d+%(?=[ \t]*;)/,
  float: /0x[\da-fA-F]+(?:\.[\da-fA-F]*)?p[+-]?\d+|0x[\da-fA-F]+\.[\da-fA-F]+|\d+\.\d*(?:e[+-]?\d+)?|\d+e[+-]?\d+/,
  integer: /0x[\da-fA-F]+|\d+/,
  rotate: /ro[lr]=(?!=)/,
  header: new RegExp(
    String.raw`(?:${headerRoots})\.http\.(?:"[^"\n]*"|(?:[\w.-]|${hole})+)(?::(?:[\w.-]|${hole})+)?\*?`,
  ),
  word: new RegExp(String.raw`${word(String.raw`\w`)}(?:\.(?:[\w-]|${hole})+)*`),
  property: /\.[A-Za-z_]\w*/,
  operator: /&&=|\|\|=|<<=|>>=|&&|\|\||==|!=|<=|>=|!~|\+=|-=|\*=|\/=|%=|&=|\|=|\^=|[~<>=+\-*/%!(){},;:]/,
  bad: { match: /[^]/, lineBreaks: true },
};

export const varnishRules: Rules = {
  ...trivia,
  ...commentRules,
  directive: new RegExp(directive),
  inlineC: 'C{',
  tripleString: '"""',
  longString: '{"',
  string: shortString,
  unterminated: /"[^"\n]*/,
  duration,
  bytes: /\d+(?:\.\d+)?[ \t]*(?:[bB]|[kKmMgGtT][bB])(?![\w.-])/,
  float: /\d+\.\d*/,
  integer: /\d+/,
  header: new RegExp(String.raw`(?:req_top|obj_stale|${headerRoots})\.http\.(?:"[^"\n]*"|(?:[\w-]|${hole})+)`),
  word: new RegExp(String.raw`${word(String.raw`\w-`)}(?:\.(?:[\w-]|${hole})+)*`),
  property: /\.[A-Za-z_]\w*/,
  blob: /:[A-Za-z0-9+/=_-]+:/,
  operator: /&&|\|\||==|!=|<=|>=|!~|\+=|-=|\*=|\/=|[~<>=+\-*/%!(){},;]/,
  bad: { match: /[^]/, lineBreaks: true },
};

export const fastlyKeywords: ReadonlySet<string> = new Set([
  'acl', 'backend', 'director', 'table', 'penaltybox', 'ratecounter', 'sub', 'import', 'include', 'pragma', 'set', 'unset',
  'remove', 'add', 'declare', 'call', 'error', 'restart', 'return', 'esi', 'log', 'synthetic', 'synthetic.base64', 'goto',
  'if', 'else', 'elseif', 'elsif', 'elif', 'switch', 'case', 'default', 'break', 'fallthrough', 'true', 'false',
]); // prettier-ignore

export const varnishKeywords: ReadonlySet<string> = new Set([
  'vcl', 'acl', 'backend', 'probe', 'sub', 'import', 'include', 'set', 'unset', 'call', 'return', 'new', 'none',
  'if', 'else', 'elseif', 'elsif', 'elif', 'true', 'false',
]); // prettier-ignore

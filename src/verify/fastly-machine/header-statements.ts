import type * as ast from '../../syntax/ast.ts';
import type { Context } from './context.ts';
import { type HeaderName, parseHeaderName, readHeader, toText } from './evaluate.ts';
import type { Headers } from './headers.ts';
import { MachineError } from './machine-error.ts';
import { separatorOf, setField, unsetField } from './subfields.ts';
import { notSet } from './value.ts';

/** `set req.http.Name = …`, `set req.http.Name:field = …`, and `+=` on both. */
export function setHeader(name: HeaderName, { operator, value }: ast.SetStatement, context: Context): void {
  if (operator !== '=' && operator !== '+=') throw new MachineError(`a header has no ${operator}`);
  const headers = headersOf(name, context);
  const given = toText(value, context, name.field === null ? 'header' : 'subfield');
  // An append makes of what is not set an empty text on either side.
  const text = operator === '=' ? given : (readHeader(name, context) ?? '') + (given ?? '');
  if (name.field !== null) {
    const { header, field } = name;
    headers.set(header, setField(headers.get(header), field, text, separatorOf(header)));
  } else if (text === null) headers.unset(name.header);
  else headers.set(name.header, line(text));
}

export function addHeader({ target, value }: ast.AddStatement, context: Context): void {
  const name = parseHeaderName(target.name);
  if (name === null) throw new MachineError(`'${target.name}' is no header`);
  const text = toText(value, context, 'header');
  if (text !== null) headersOf(name, context).add(name.header, line(text));
}

/** `unset` of a header, of those of a prefix, of a subfield, and of the few variables that have it. */
export function unsetVariable(variable: string, context: Context): void {
  const name = parseHeaderName(variable);
  if (name === null) {
    context.write(variable, notSet);
    return;
  }
  const { header, field } = name;
  const headers = headersOf(name, context);
  if (field === null) headers.unset(header);
  else {
    const value = headers.get(header);
    if (value !== null) headers.set(header, unsetField(value, field, separatorOf(header)));
  }
}

function headersOf({ message }: HeaderName, context: Context): Headers {
  const headers = context.headers(message);
  if (headers === null) throw new MachineError(`vcl_${context.state} has no ${message}.http`);
  return headers;
}

/** A header is one line: what follows a line break is cut off. */
function line(text: string): string {
  return text.split(/[\r\n]/, 1)[0] as string;
}

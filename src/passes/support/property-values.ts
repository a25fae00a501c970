import type { Comments, Expression, Property, PropertyValue } from '../../ir/model.ts';
import type { Comment } from '../../syntax/ast.ts';

export function propertyOf(properties: readonly Property[], name: string): Property | undefined {
  return properties.find((property) => property.name === name && property.template === undefined);
}

export function expressionOf(properties: readonly Property[], name: string): Expression | null {
  const value = propertyOf(properties, name)?.value;
  if (value?.kind === 'lines') return value.lines.length === 1 ? (value.lines[0] ?? null) : null;
  return value?.kind === 'expression' ? value.expression : null;
}

/** A property's text: that of a string, a number, or a bare word. */
export function textOf(properties: readonly Property[], name: string): string | null {
  const value = expressionOf(properties, name);
  if (value?.kind === 'string') return value.value;
  if (value?.kind === 'number') return value.text;
  return value?.kind === 'name' ? value.name : null;
}

/** A number, without its unit or percent sign. */
export function numberOf(properties: readonly Property[], name: string): number | null {
  const value = expressionOf(properties, name);
  const number = value?.kind === 'number' ? Number.parseFloat(value.text) : Number.NaN;
  return Number.isNaN(number) ? null : number;
}

export function isTrue(properties: readonly Property[], name: string): boolean {
  const value = expressionOf(properties, name);
  return value?.kind === 'boolean' && value.value;
}

/** All comments around properties and inside of them: those of what is left out have to go elsewhere. */
export function commentsIn(properties: readonly Property[]): readonly Comment[] {
  return properties.flatMap((property) => [
    ...(property.leading ?? []),
    ...commentsOfValue(property.value),
    ...(property.trailing ?? []),
  ]);
}

function commentsOfValue(value: PropertyValue): readonly Comment[] {
  return value.kind === 'block' ? [...commentsIn(value.properties), ...(value.dangling ?? [])] : [];
}

/** The same with comments before those that it has. */
export function after<T extends Comments>(comments: readonly Comment[], node: T): T {
  return comments.length === 0 ? node : { ...node, leading: [...comments, ...(node.leading ?? [])] };
}

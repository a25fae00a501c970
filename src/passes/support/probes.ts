import * as make from '../../ir/make.ts';
import type { Property, PropertyValue } from '../../ir/model.ts';
import type { Comment } from '../../syntax/ast.ts';
import type { PassContext } from '../pass.ts';
import { after, commentsIn, numberOf, propertyOf } from './property-values.ts';

/** Results that the target remembers at most. */
const maximumWindow = 64;
/** Good results that it wants where nothing is said: with a window it has to be said. */
const usualThreshold = 3;

/** The properties of a health check as the target takes them. */
export function lowerProbe(properties: readonly Property[], context: PassContext): readonly Property[] {
  const lowered: Property[] = [];
  let waiting: readonly Comment[] = [];
  for (const property of properties) {
    if (property.name === 'dummy') {
      waiting = [...waiting, ...commentsIn([property])];
      continue;
    }
    lowered.push(
      after(
        waiting,
        property.name === 'request'
          ? closing(property)
          : property.name === 'window'
            ? limited(property, context)
            : property,
      ),
    );
    waiting = [];
  }
  const window = numberOf(lowered, 'window');
  if (window !== null && propertyOf(lowered, 'threshold') === undefined)
    lowered.push(number('threshold', Math.min(usualThreshold, window)));
  return lowered;
}

function number(name: string, value: number): Property {
  return { name, value: { kind: 'expression', expression: make.integer(value) }, origin: null };
}

/** The target takes a check for failed when the origin leaves the connection open. */
function closing(property: Property): Property {
  const { value } = property;
  const lines = value.kind === 'lines' ? value.lines : value.kind === 'expression' ? [value.expression] : [];
  const [first] = lines;
  if (first?.kind !== 'string' || !/ HTTP\/1/.test(first.value)) return property;
  const closes = lines.some((line) => line.kind !== 'string' || /^connection:\s*close\s*$/im.test(line.value));
  if (closes) return property;
  const closed: PropertyValue = { kind: 'lines', lines: [...lines, make.string('Connection: close')] };
  return { ...property, value: closed };
}

function limited(property: Property, context: PassContext): Property {
  const window = numberOf([property], 'window') ?? 0;
  if (window <= maximumWindow) return property;
  context.reporter.report(
    'VCP3032',
    property.origin,
    `.window = ${window}: the target remembers ${maximumWindow} results`,
  );
  return { ...property, value: number('window', maximumWindow).value };
}

import * as make from '../ir/make.ts';
import type { Assign, Expression, Remove, Statement } from '../ir/model.ts';
import { mapBodies, mapExpression, mapStatement } from '../ir/rewrite.ts';
import { setness } from '../ir/setness.ts';
import { isNumeric, typeOf } from '../ir/type-of.ts';
import { kinds, rewriteWhere } from '../ir/kinds.ts';
import { fieldOf, joinTexts, memberText, readField, trimmedList, withoutField } from './support/subfields.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F19: a member of a list in a header is read, written and removed by substitutions in the header. The first member of the name
 * counts; what is written takes its place at the end.
 */
export const lowerSubfields: Pass = {
  name: 'lower-subfields',
  description: 'Subfields are read and written by substitutions in their header.',
  needed: ({ source, target }) => source.dialect.traits.subfields && !target.dialect.traits.subfields,
  run: (program, context) =>
    mapBodies(program, (body) =>
      rewriteWhere(body, kinds('subfield', 'call'), (statement): readonly Statement[] => {
        const read = mapStatement(statement, {
          expression: (expression) => mapExpression(expression, (inner) => lowerRead(inner, context)),
        });
        if (read.kind === 'assign' && read.target.kind === 'subfield') return write(read, context);
        return read.kind === 'remove' && read.target.kind === 'subfield' ? removeMember(read) : [read];
      }),
    ),
};

function lowerRead(expression: Expression, context: PassContext): Expression {
  if (expression.kind === 'subfield')
    return { ...readField(fieldOf(expression.header, expression.field)), origin: expression.origin };
  if (expression.kind !== 'call' || expression.vocabulary === 'core' || expression.name !== 'subfield')
    return expression;
  const [list, name, separator] = expression.arguments.map((argument) => argument.value);
  if (list !== undefined && name?.kind === 'string' && (separator === undefined || separator.kind === 'string')) {
    const field = {
      list,
      name: name.value,
      separator: separator?.value ?? ',',
      escapes: separator === undefined,
      bare: false,
    };
    return {
      ...readField(
        list.kind === 'header' && separator === undefined
          ? { ...field, ...fieldOf(list, name.value), separator: ',' }
          : field,
      ),
      origin: expression.origin,
    };
  }
  context.reporter.report(
    'VCP2041',
    expression.origin,
    'the name of this subfield, or what separates it from others, is known only at run time',
  );
  return { kind: 'unset', origin: expression.origin };
}

/** A value that is not set leaves the bare name. */
function write(statement: Assign, context: PassContext): readonly Statement[] {
  const { target, operator, origin } = statement;
  if (target.kind !== 'subfield') return [statement];
  const field = fieldOf(target.header, target.field);
  const value = operator === '+=' ? make.concat(readField(field), statement.value) : statement.value;
  const member = memberText(target.field, value);
  if (!member.certain && !isNumeric(typeOf(value)) && typeOf(value) !== 'boolean') {
    context.reporter.report('VCP3041', origin, `${target.field} is written without quotes, whatever its value`);
  }
  const writing = (parts: readonly Expression[]): Statement => {
    const added = joinTexts([make.string(`${field.separator} `), ...parts]);
    return make.assign(
      target.header,
      { ...trimmedList(make.concat(withoutField(field), ...added), field.separator), origin },
      origin,
    );
  };
  const set = setness(value);
  if (set === true) return make.inPlaceOf(statement, [writing(member.parts)]);
  const bare = writing([make.string(target.field)]);
  return make.inPlaceOf(statement, set === false ? [bare] : [make.when(set, [writing(member.parts)], [bare], origin)]);
}

/** The header goes with its last member. */
function removeMember(statement: Remove): readonly Statement[] {
  const { target, origin } = statement;
  if (target.kind !== 'subfield') return [statement];
  const { header } = target;
  const field = fieldOf(header, target.field);
  return make.inPlaceOf(statement, [
    make.assign(header, trimmedList(withoutField(field), field.separator), origin),
    make.when(make.binary(header, '==', make.string('')), [make.remove(header, origin)], null, origin),
  ]);
}

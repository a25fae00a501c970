import * as make from '../ir/make.ts';
import type { Assign, Expression, Statement } from '../ir/model.ts';
import { mapBodies } from '../ir/rewrite.ts';
import { named, rewriteWhere } from '../ir/kinds.ts';
import { lossWithout } from './support/extensions.ts';
import { loseWhere, type Loss } from './support/losses.ts';
import { unsupported } from './support/unsupported.ts';
import { vclStatements } from './support/vcl.ts';
import type { Pass, PassContext } from './pass.ts';

/**
 * F26: how fast a response goes out, and by which algorithm. Both are set by a function of vmod tcp; neither can be read.
 */
export const lowerSocketOptions: Pass = {
  name: 'lower-socket-options',
  description: 'Options of the connection to the client are set by functions.',
  needed: ({ source, target }) => source.dialect.id !== target.dialect.id,
  run: (program, context) =>
    mapBodies(program, (body) => {
      const without = lossWithout(['tcp'], 'an option of the connection to the client', context);
      const unreadable: Loss = {
        code: 'VCP2002',
        message: 'an option of the connection to the client can be set, but not read',
        help: 'Keep what was set in a request header, and read that.',
      };
      const written = rewriteWhere(body, options, (statement): readonly Statement[] =>
        statement.kind === 'assign' && isOption(statement.target)
          ? lower(statement, statement.operator === '=' ? without : unreadable, context)
          : [statement],
      );
      return loseWhere(written, context, options, (expression) =>
        isOption(expression) ? { ...unreadable, message: `${expression.name} can be set, but not read` } : null,
      );
    }),
};

const options = named('client.socket.pace', 'client.socket.congestion_algorithm');

function isOption(expression: Expression): expression is Extract<Expression, { kind: 'variable' }> {
  return (
    expression.kind === 'variable' &&
    (expression.name === 'client.socket.pace' || expression.name === 'client.socket.congestion_algorithm')
  );
}

function lower(statement: Assign, without: Loss | null, context: PassContext): readonly Statement[] {
  if (without !== null) {
    context.reporter.report(without.code, statement.origin, without.message, { help: without.help });
    return unsupported(statement, without.code, context);
  }
  context.needs.vmods.set('tcp', 'options of the connection to the client');
  const { value, origin } = statement;
  const isPace = statement.target.kind === 'variable' && statement.target.name === 'client.socket.pace';
  const text = isPace
    ? 'tcp.set_socket_pace(_value_);'
    : 'if (tcp.congestion_algorithm(_value_) != 0) { std.log("The kernel does not know the congestion algorithm " + _value_); }';
  return make.inPlaceOf(
    statement,
    vclStatements(context.target, text, { value }).map((made) => ({ ...made, origin })),
  );
}

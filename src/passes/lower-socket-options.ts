import * as make from '../ir/make.ts';
import type { Assign, Expression, Statement } from '../ir/model.ts';
import { mapBodies, rewriteBody } from '../ir/rewrite.ts';
import { loseWhere } from './support/losses.ts';
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
      const written = rewriteBody(body, (statement): readonly Statement[] =>
        statement.kind === 'assign' && statement.operator === '=' && isOption(statement.target)
          ? lower(statement, context)
          : [statement],
      );
      return loseWhere(written, context, (expression) => {
        if (!isOption(expression)) return null;
        return {
          code: 'VCP2002',
          message: `${expression.name} can be set, but not read`,
          help: 'Keep what was set in a request header, and read that.',
        };
      });
    }),
};

function isOption(expression: Expression): expression is Extract<Expression, { kind: 'variable' }> {
  return (
    expression.kind === 'variable' &&
    (expression.name === 'client.socket.pace' || expression.name === 'client.socket.congestion_algorithm')
  );
}

function lower(statement: Assign, context: PassContext): readonly Statement[] {
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

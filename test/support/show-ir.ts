import type { Body, Expression, Program, Statement } from '../../src/ir/model.ts';

/** A program as a person reads it, for tests that fail. */
export function showProgram(program: Program): string {
  return program.items
    .map((item) => {
      if (item.kind === 'state') return `state ${item.states.join(' ')} ${showBody(item.body, '')}`;
      return item.kind === 'subroutine' ? `sub ${item.name} ${showBody(item.body, '')}` : item.kind;
    })
    .join('\n');
}

function showBody(body: Body, margin: string): string {
  return `{\n${body.map((statement) => `${margin}  ${showStatement(statement, `${margin}  `)}\n`).join('')}${margin}}`;
}

function showStatement(statement: Statement, margin: string): string {
  switch (statement.kind) {
    case 'assign':
      return `set ${showExpression(statement.target)} = ${showExpression(statement.value)}${statement.ifUnset === 'remove' ? ' or remove' : ''};`;
    case 'remove':
      return `unset ${showExpression(statement.target)};`;
    case 'if': {
      const branches = statement.branches.map(
        (branch) => `if (${showExpression(branch.condition)}) ${showBody(branch.body, margin)}`,
      );
      return (
        branches.join(' else ') + (statement.otherwise === null ? '' : ` else ${showBody(statement.otherwise, margin)}`)
      );
    }
    case 'call-subroutine':
      return `call ${statement.name};`;
    case 'transition':
      return `return(${statement.action});`;
    default:
      return `${statement.kind};`;
  }
}

function showExpression(expression: Expression): string {
  const { setWhen } = expression;
  const set = setWhen === undefined ? '' : setWhen === true ? '!' : `?(${showExpression(setWhen)})`;
  return `${showBare(expression)}${set}`;
}

function showBare(expression: Expression): string {
  switch (expression.kind) {
    case 'string':
      return JSON.stringify(expression.value);
    case 'boolean':
      return String(expression.value);
    case 'header':
      return `${expression.message}.${expression.name}`;
    case 'local':
    case 'carrier':
      return `${expression.kind}.${expression.name.replaceAll(' ', '_')}`;
    case 'capture':
      return `\\${expression.group}`;
    case 'concat':
      return expression.parts.map(showExpression).join(' + ');
    case 'match':
      return `${showExpression(expression.subject)} ${expression.negated ? '!~' : '~'} ${showExpression(expression.pattern)}`;
    case 'binary':
      return `${showExpression(expression.left)} ${expression.operator} ${showExpression(expression.right)}`;
    case 'logical':
      return `(${expression.operands.map(showExpression).join(` ${expression.operator} `)})`;
    case 'not':
      return `!(${showExpression(expression.operand)})`;
    case 'call':
      return `${expression.name}(${expression.arguments.map((argument) => showExpression(argument.value)).join(', ')})`;
    default:
      return expression.kind;
  }
}

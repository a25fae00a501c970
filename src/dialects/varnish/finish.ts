import type * as ast from '../../syntax/ast.ts';
import { visitChildren } from '../../syntax/ast.ts';
import { own, type DialectTable } from '../../mappings/table.ts';
import { identifier, nowhere } from '../lower-context.ts';

/** Puts the version and the imports that the code needs before it. */
export function finishVarnish(program: ast.Program, table: DialectTable): ast.Program {
  const asked = program.items.flatMap((item) => (item.kind === 'ImportDeclaration' ? [item.name.name] : []));
  const vmods = [...new Set([...asked, ...vmodsOf(program, table)])].sort();
  const [first, ...rest] = program.items.filter((item) => item.kind !== 'ImportDeclaration');
  const version: ast.VersionDeclaration = { kind: 'VersionDeclaration', version: '4.1', ...nowhere };
  const imports = vmods.map((name): ast.ImportDeclaration => ({
    kind: 'ImportDeclaration',
    name: identifier(name),
    alias: null,
    from: null,
    ...nowhere,
  }));
  if (first === undefined) return { ...program, items: [version, ...imports] };
  // Comments at the top of the file, apart from what follows, stay at the top.
  const leading = first.leading ?? [];
  const top = leading.findLastIndex((comment) => comment.blankAfter) + 1;
  const [head] = imports;
  if (head !== undefined) {
    if (top > 0) head.leading = leading.slice(0, top);
    head.blankBefore = true;
    first.leading = leading.slice(top);
    if (first.leading.length === 0) delete first.leading;
  }
  first.blankBefore = true;
  return { ...program, items: [version, ...imports, first, ...rest] };
}

/** The vmods whose functions and objects a tree uses. */
export function vmodsOf(node: ast.Node, table: DialectTable): ReadonlySet<string> {
  const found = new Set<string>();
  const visit = (inner: ast.Node): void => {
    if (inner.kind === 'CallExpression') {
      const fact = own(table.functions, inner.callee.name) ?? own(table.objects, inner.callee.name);
      if (fact?.vmod !== undefined) found.add(fact.vmod);
    }
    visitChildren(inner, visit);
  };
  visit(node);
  return found;
}

import type { Comment } from '../../syntax/ast.ts';
import type { Declaration, Item, Program } from '../../ir/model.ts';

const declared: ReadonlySet<string> = new Set(['acl', 'backend', 'director', 'probe', 'table']);

/** Adds declarations after those of the program, before its code. */
export function withDeclarations(program: Program, added: readonly Declaration[]): Program {
  const [first, ...others] = added;
  if (first === undefined) return program;
  const last = program.items.findLastIndex((item) => declared.has(item.kind));
  const code = program.items.findIndex((item) => item.kind === 'state' || item.kind === 'subroutine');
  const at = last >= 0 ? last + 1 : code >= 0 ? code : program.items.length;
  const [before, after] = [program.items.slice(0, at), program.items.slice(at)];
  if (at > 0 || after.length === 0) return { ...program, items: [...before, ...added, ...after] };
  // What a file says about itself stays at its top.
  const { head, rest } = headOf(after[0] as Item);
  return {
    ...program,
    items: [{ ...first, leading: [...head, ...(first.leading ?? [])] }, ...others, rest, ...after.slice(1)],
  };
}

function headOf(item: Item): { readonly head: readonly Comment[]; readonly rest: Item } {
  const { leading = [], ...bare } = item;
  const end = leading.findLastIndex((comment) => comment.blankAfter) + 1;
  if (end === 0) return { head: [], rest: item };
  const own = leading.slice(end);
  return {
    head: leading.slice(0, end),
    rest: { ...bare, ...(own.length === 0 ? {} : { leading: own }), blankBefore: true } as Item,
  };
}

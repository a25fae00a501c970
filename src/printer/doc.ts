import { builders, printer } from 'prettier/doc';

export type Doc = builders.Doc;

export const { breakParent, group, hardline, indent, join, line, lineSuffix, literalline, softline } = builders;
export const { printDocToString } = printer;

import { catalogue, type Code } from '../src/diagnostics/catalogue.ts';
import { families, familyOrder } from '../src/diagnostics/families.ts';
import { familyOf } from '../src/diagnostics/diagnostic.ts';

const limits = {
  target: 'the target cannot do it',
  tool: 'vcl-port does not do it',
  input: 'the input has to change or to say more',
};
const efforts = { none: 'nothing', look: 'a look', small: 'a small change', large: 'some work' };

/** The pages of docs/diagnostics by their file names: one for each code, and a list. */
export function documentPages(): ReadonlyMap<string, string> {
  const codes = Object.keys(catalogue) as Code[];
  const pages = new Map<string, string>();
  for (const code of codes) pages.set(`${code}.md`, page(code));
  pages.set('README.md', list(codes));
  return pages;
}

function page(code: Code): string {
  const { title, severity, limit, effort, text } = catalogue[code];
  const rows = [
    ['Severity', severity],
    ['Family', `${familyOf(code)}: ${families[familyOf(code)].toLowerCase()}`],
    ['Why', limits[limit]],
    ['What it leaves to do', efforts[effort]],
  ];
  return `<!-- Written by scripts/build-docs.ts from src/diagnostics/catalogue.ts. -->

# ${code}: ${title}

${rows.map(([name, value]) => `- ${name}: ${value}`).join('\n')}

${text}
`;
}

function list(codes: readonly Code[]): string {
  const parts = familyOrder.map((family) => {
    const own = codes.filter((code) => familyOf(code) === family);
    return `## ${family}xxx: ${families[family]}\n\n${own.map((code) => `- [${code}](${code}.md) ${catalogue[code].title} (${catalogue[code].severity})`).join('\n')}`;
  });
  return `<!-- Written by scripts/build-docs.ts from src/diagnostics/catalogue.ts. -->

# Diagnostics

The first digit of a code is its family. A translation without a diagnostic of the families 2, 3 and 9 behaves like its source,
given what those of the families 4 and 5 list.

${parts.join('\n\n')}
`;
}

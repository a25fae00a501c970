import { mermaid } from '../state-graph.ts';
import type { Report } from '../report.ts';
import type { ReportFormat } from './index.ts';

export const json: ReportFormat = {
  name: 'json',
  description: 'everything, for other programs',
  write(reports) {
    const [only, ...others] = reports.map(withDiagrams);
    return `${JSON.stringify(others.length === 0 ? only : [only, ...others], null, 2)}\n`;
  },
};

function withDiagrams({ graph, ...report }: Report) {
  return { ...report, graph: { ...graph, mermaid: { before: mermaid(graph.before), after: mermaid(graph.after) } } };
}

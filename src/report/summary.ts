import type { Report } from './report.ts';

/** What became of a configuration, in one line. */
export function summaryOf({ source, target, statements, counts }: Report): string {
  const { total, same, noted, platform, left } = statements;
  const automatic = same + noted;
  const parts = [`${automatic} of ${total} statements translated`];
  if (noted > 0) parts.push(`${noted} of them with a note`);
  if (platform > 0) parts.push(`${platform} ${platform === 1 ? 'stands' : 'stand'} for the platform's part`);
  if (left > 0) parts.push(`${left} left to do`);
  const { error, warning } = counts.severities;
  const found = [...(error > 0 ? [plural(error, 'error')] : []), ...(warning > 0 ? [plural(warning, 'warning')] : [])];
  const [file = 'input', ...others] = source.files;
  const name = others.length === 0 ? file : `${file} and ${plural(others.length, 'included file')}`;
  return `${name}: ${parts.join(', ')} (${source.dialect} to ${target}${found.length === 0 ? '' : `; ${found.join(', ')}`})`;
}

export function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

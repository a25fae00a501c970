// Writes docs/diagnostics/ from the catalogue: `npm run build:docs`.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { documentPages } from './diagnostic-pages.ts';

rmSync('docs/diagnostics', { recursive: true, force: true });
mkdirSync('docs/diagnostics', { recursive: true });
for (const [name, text] of documentPages()) writeFileSync(`docs/diagnostics/${name}`, text);

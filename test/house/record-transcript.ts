// Runs the demo for real, as `npm run demo` does without a terminal, and puts what it printed into README.
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { exec } from '../../mcp-server/infra/process/exec.ts';
import { scrubEnvironment } from '../../mcp-server/infra/process/scrub.ts';
import { root } from './pages.ts';
import { fillSection } from './sections.ts';

const folder = realpathSync(mkdtempSync(join(tmpdir(), 'fanout-transcript-')));
const { exitCode, stdout, stderr } = await exec({
  command: process.execPath,
  args: [join(root, 'mcp-server', 'main.mjs'), 'demo'],
  cwd: root,
  environment: { ...scrubEnvironment(process.env), TMPDIR: folder },
  timeoutMs: 300_000,
  group: true,
});
rmSync(folder, { recursive: true, force: true });
if (exitCode !== 0) throw new Error(`The demo ended with ${exitCode}: ${stdout}${stderr}`);

const readme = join(root, 'README.md');
const transcript = shorten(stripVTControlCharacters(stdout).replaceAll(folder, '/tmp'));
writeFileSync(
  readme,
  fillSection(readFileSync(readme, 'utf8'), 'transcript', `\`\`\`console\n$ npm run demo\n${transcript}\n\`\`\``),
);

/** Leaves out the middle of the progress, saying so, and the advice at the end, which is for whoever ran it. */
function shorten(text: string): string {
  const [lines = ''] = text.split('\nLook at it:');
  const all = lines.trim().split('\n');
  const isProgress = (line: string) => /^\d[\dhms. ]*s \w/.test(line);
  const progress = all.filter(isProgress);
  const left = new Set(progress.slice(8, -4));
  return all
    .flatMap((line) => (line === progress[8] && left.size > 1 ? [`… ${left.size} more lines …`] : left.has(line) ? [] : [line]))
    .join('\n');
}

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
const transcript = stripVTControlCharacters(stdout).replaceAll(folder, '/tmp').trim();
writeFileSync(
  readme,
  fillSection(readFileSync(readme, 'utf8'), 'transcript', `\`\`\`console\n$ npm run demo\n${transcript}\n\`\`\``),
);

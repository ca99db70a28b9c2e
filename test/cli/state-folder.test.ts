import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { runFanout } from '../support/run-fanout.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

it.each(['relative', '/proc/fanout', 'a-file'])('a state folder that is %s is refused in a sentence', async (named) => {
  const home = temporaryFolder();
  const file = join(home, 'a-file');
  writeFileSync(file, '');
  const FANOUT_HOME = named === 'a-file' ? file : named;
  const ended = await runFanout(['status', '--json'], { cwd: home, home, environment: { FANOUT_HOME } });
  expect(ended).toMatchObject({ exitCode: 3, stdout: '', timedOut: false });
  expect(JSON.parse(ended.stderr)).toMatchObject({ error: { reason: 'state-folder-unusable' } });
});

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { fetchCommit } from '../../mcp-server/infra/git/fetch-commit.ts';
import { pushBranch } from '../../mcp-server/infra/git/push-branch.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';

let sample: TestRepository;
let canary: string;
beforeEach(() => {
  sample = makeRepository();
  canary = join(sample.folder, 'canary');
  vi.stubEnv('HOME', sample.folder);
});
afterEach(() => {
  vi.unstubAllEnvs();
  sample.dispose();
});

const branch = 'fanout/k3m9x2ab/merged';
const at = () => ({ repository: sample.repository, remote: 'origin', environment: {} });
const push = () => pushBranch({ ...at(), branch, commit: sample.base, last: null });

/** A program that leaves a trace and then does what a credential helper does. */
function program(name: string): string {
  const path = join(sample.folder, name);
  writeFileSync(path, `#!/bin/sh\necho ${name} >> '${canary}'\necho username=${name}\necho password=secret\n`);
  chmodSync(path, 0o755);
  return path;
}

const ran = () => (existsSync(canary) ? readFileSync(canary, 'utf8').trim().split('\n') : []);

test('programs that the repository names for its remote do not run, and it is pushed and fetched all the same', async () => {
  const remote = join(sample.folder, 'remote.git');
  execFileSync('git', ['init', '--quiet', '--bare', remote]);
  // Named from the repository, as a person would.
  sample.git(['remote', 'add', 'origin', '../remote.git']);
  const evil = program('evil');
  for (const key of ['receivepack', 'uploadpack', 'vcs', 'proxy']) sample.git(['config', `remote.origin.${key}`, evil]);
  for (const key of ['core.sshCommand', 'core.gitProxy', 'core.askPass', 'core.alternateRefsCommand']) {
    sample.git(['config', key, evil]);
  }
  expect(valueOf(await push())).toEqual({ moved: true });
  expect(valueOf(await push())).toEqual({ moved: false });
  expect(sample.git(['rev-parse', branch], { cwd: remote })).toBe(sample.base);
  const to = 'refs/fanout/k3m9x2ab/keep/head';
  expect(valueOf(await fetchCommit({ ...at(), from: `refs/heads/${branch}`, to }))).toBe(sample.base);
  expect(sample.git(['rev-parse', to])).toBe(sample.base);
  expect(await fetchCommit({ ...at(), from: 'refs/heads/nowhere', to })).toMatchObject({ failure: { reason: 'git-failed' } });
  expect(ran()).toEqual([]);
});

test('an ssh remote is spoken to by the person’s command, also one that they keep for this folder, and not by the repository’s', async () => {
  sample.git(['remote', 'add', 'origin', 'git@example.org:ada/shop.git']);
  sample.git(['config', 'core.sshCommand', program('evil')]);
  const own = join(sample.folder, 'own.config');
  writeFileSync(own, `[core]\n\tsshCommand = "${program('mine')}"\n`);
  writeFileSync(
    join(sample.folder, '.gitconfig'),
    `[includeIf "gitdir:${sample.repository.commonDir}"]\n\tpath = ${JSON.stringify(own)}\n`,
  );
  expect(await push()).toMatchObject({ failure: { reason: 'git-failed' } });
  expect(new Set(ran())).toEqual(new Set(['mine']));
});

test('the person’s credential helper logs in over HTTP, with the headers of the repository, and no helper of the repository’s', async () => {
  const asked: (string | undefined)[][] = [];
  const server = createServer(({ headers }, response) => {
    asked.push([headers.authorization, String(headers['x-shop'])]);
    const status = headers.authorization ? 403 : 401;
    response.writeHead(status, { 'www-authenticate': 'Basic realm="shop"', connection: 'close' });
    response.end();
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    sample.git(['remote', 'add', 'origin', `${origin}/ada/shop.git`]);
    sample.git(['config', 'credential.helper', program('evil')]);
    sample.git(['config', `http.${origin}/.extraHeader`, 'X-Shop: "open" \\ now']);
    writeFileSync(join(sample.folder, '.gitconfig'), `[credential]\n\thelper = ""\n\thelper = "!'${program('mine')}'"\n`);
    expect(await push()).toMatchObject({ failure: { reason: 'git-failed' } });
    expect(asked).toEqual([
      [undefined, '"open" \\ now'],
      [`Basic ${Buffer.from('mine:secret').toString('base64')}`, '"open" \\ now'],
    ]);
    expect(new Set(ran())).toEqual(new Set(['mine']));
  } finally {
    server.close();
  }
});

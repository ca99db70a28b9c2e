import { expect, test } from 'vitest';
import { findChange, forgetChange } from '../../mcp-server/domain/coordination/by-hand/find-change.ts';
import { reviewByHand } from '../../mcp-server/domain/coordination/by-hand/review-by-hand.ts';
import { tellFindings } from '../../mcp-server/domain/coordination/by-hand/tell-findings.ts';
import { listSessions } from '../../mcp-server/domain/sessions/list-sessions.ts';
import type { SessionId } from '../../mcp-server/kernel/model.ts';
import { hasGh, serveGitHub } from '../support/github.ts';
import { makeInfra } from '../support/infra.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';
import { valueOf } from '../support/value-of.ts';

async function withSample(look: (at: { sample: TestRepository; infra: ReturnType<typeof makeInfra> }) => Promise<void>) {
  const sample = makeRepository();
  const infra = makeInfra({ PATH: process.env['PATH'], HOME: sample.folder });
  try {
    await look({ sample, infra });
  } finally {
    infra.dispose();
    sample.dispose();
  }
}

test('a change may be any branch, compared with where it left the one that is checked out', async () => {
  await withSample(async ({ sample, infra }) => {
    sample.git(['checkout', '--quiet', '-b', 'topic']);
    const head = sample.commit({ 'a.txt': 'a\n' });
    sample.git(['checkout', '--quiet', 'main']);
    sample.commit({ 'b.txt': 'b\n' });
    const refs = sample.git(['for-each-ref']);
    const found = valueOf(await findChange(infra, { from: sample.path, revision: 'topic' }));
    expect(found).toMatchObject({ head, base: sample.base });
    expect(await findChange(infra, { from: sample.path, revision: '--all' })).toMatchObject({
      failure: { reason: 'revision-unknown' },
    });
    expect(sample.git(['for-each-ref'])).toBe(refs);
  });
});

test('what has nothing of its own is not reviewed, and costs no session', async () => {
  await withSample(async ({ sample, infra }) => {
    const change = { from: sample.path, revision: 'main' };
    const wish = { change, title: 'A', spec: 'A.', signal: new AbortController().signal, onProgress: () => {} };
    expect(await reviewByHand(infra, wish)).toMatchObject({ failure: { reason: 'argument-invalid', name: 'change' } });
    expect(listSessions(infra)).toEqual([]);
  });
});

test.skipIf(!hasGh)('a change may be a pull request (skipped where gh is not installed), of which nothing stays', async () => {
  await withSample(async ({ sample, infra }) => {
    const hub = await serveGitHub(sample.folder);
    try {
      sample.git(['remote', 'add', 'origin', hub.remote]);
      sample.write({ 'fanout.yaml': 'deliver:\n  repository: github.com/sam/sample\n' });
      const head = sample.commit({ 'a.txt': 'a\n' });
      sample.git([
        'push',
        '--quiet',
        'origin',
        `${sample.base}:refs/heads/main`,
        `${head}:refs/heads/topic`,
        `${head}:refs/pull/10/head`,
      ]);
      hub.pulls.push({ number: 10, head: 'topic', base: 'main', title: 'A', body: '', draft: false, state: 'OPEN', checks: [] });
      sample.git(['remote', 'set-url', 'origin', hub.remote]);
      const refs = sample.git(['for-each-ref']);
      const own = { ...infra, environment: { ...infra.environment, ...hub.environment } };
      const found = valueOf(await findChange(own, { from: sample.path, pullRequest: 10 }));
      expect(found).toMatchObject({ head, base: sample.base });
      expect(sample.git(['for-each-ref'])).not.toBe(refs);
      await forgetChange(found);
      expect(sample.git(['for-each-ref'])).toBe(refs);
      expect(await findChange(own, { from: sample.path, pullRequest: 11 })).toMatchObject({
        failure: { reason: 'forge-refused' },
      });
    } finally {
      await hub.close();
    }
  });
});

test('findings are told to a session that runs, and a session that does not is named', async () => {
  await withSample(async ({ sample, infra }) => {
    const session = '0b0e7a5c-6a35-4f3e-9a53-0d1f5c1f2b11' as SessionId;
    const finding = {
      id: 'f1',
      severity: 'major' as const,
      title: 'It loops',
      file: 'a.js',
      line: 3,
      what: 'For ever.',
      evidence: null,
      status: 'reproduced' as const,
    };
    const verdict = { commit: sample.base, decision: 'block' as const, summary: '', findings: [finding] };
    expect(await tellFindings(infra, { session, verdict })).toMatchObject({ failure: { reason: 'session-unknown' } });
    // What was not shown is nobody's work.
    const unshown = { ...verdict, findings: [{ ...finding, status: 'not-reproduced' as const }] };
    expect(await tellFindings(infra, { session, verdict: unshown })).toMatchObject({ ok: true });
  });
});

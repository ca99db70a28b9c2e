// Runs when a session of ours that has to commit wants to end. Sends it back once when work is uncommitted, nothing was
// committed, or a check fails; the supervisor looks again afterwards, so whatever goes wrong here lets the session end.
// Argument 1 names a JSON file: { worktree, since, checks, boundMs }. The file `<it>.sent` marks that it was sent back.
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';

const shownCharacters = 4000;

try {
  const path = process.argv[2] ?? '';
  const asked = JSON.parse(readFileSync(0, 'utf8'));
  const wanted = JSON.parse(readFileSync(path, 'utf8'));
  const reasons = asked.stop_hook_active === true ? [] : whatIsMissing(wanted);
  if (reasons.length > 0) {
    // Fails when the mark is there: once is enough.
    writeFileSync(`${path}.sent`, '', { flag: 'wx' });
    process.stdout.write(JSON.stringify({ decision: 'block', reason: `${reasons.join('\n\n')}\n\nMend this, then end.` }));
  }
} catch (error) {
  process.stderr.write(`fanout: the Stop hook could not look: ${String(error)}\n`);
}

/**
 * @param {{ worktree: string, since: string, checks: string[], boundMs: number }} wanted
 * @returns {string[]}
 */
function whatIsMissing({ worktree, since, checks, boundMs }) {
  const dirty = git(worktree, ['status', '--porcelain', '-z']).split('\0').filter(Boolean);
  if (dirty.length > 0) {
    return [
      `These changes are not committed:\n${dirty.slice(0, 30).join('\n')}\nCommit what belongs to the task and remove the rest.`,
    ];
  }
  if (git(worktree, ['rev-list', '--count', `${since}..HEAD`]).trim() === '0') {
    return ['Nothing was committed on this branch. Commit the work, or say in your answer why there is none.'];
  }
  const until = Date.now() + boundMs;
  for (const command of checks) {
    const left = until - Date.now();
    if (left <= 0) return [];
    const ran = spawnSync('/bin/sh', ['-c', command], { cwd: worktree, encoding: 'utf8', timeout: left, killSignal: 'SIGKILL' });
    if (ran.error) return [];
    if (ran.status !== 0) {
      const printed = `${ran.stdout}${ran.stderr}`.trim().slice(-shownCharacters);
      return [`The check \`${command}\` ends with ${ran.status ?? ran.signal}:\n${printed}`];
    }
  }
  return [];
}

/** @param {string} cwd @param {string[]} args */
function git(cwd, args) {
  const ran = spawnSync('git', ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', ...args], {
    cwd,
    encoding: 'utf8',
  });
  if (ran.status !== 0) throw new Error(`git ${args[0]} ended with ${ran.status}: ${ran.stderr}`);
  return ran.stdout;
}

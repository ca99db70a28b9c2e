import { mergeBase } from '../../infra/git/ancestors.ts';
import { readLog, type LogEntry } from '../../infra/git/log.ts';
import { readRef } from '../../infra/git/refs.ts';
import type { Infra } from '../../infra/infra.ts';
import { ok, type Result } from '../../kernel/result.ts';
import type { RunState } from '../tasks/run-state.ts';
import { inspectChange } from '../verification/guard/inspect-change.ts';
import { readEvents } from './work/read-run.ts';

/** What commits that nobody checked, such as somebody's own on the run's branch, do to the gates. */
export async function weakenedBy(
  infra: Infra,
  { run, repository, config }: RunState,
  { source, into }: { source: string; into: string },
): Promise<Result<string[], 'git-failed'>> {
  const to = await readRef({ repository, ref: source });
  const from = await readRef({ repository, ref: `refs/heads/${into.replace(/^refs\/heads\//, '')}` });
  const base = to && from && (await mergeBase({ repository, one: from, other: to }));
  if (!to || !base) return ok([]);
  const log = await readLog({ repository, from: base, to, firstParent: true });
  if (!log.ok) return log;
  const checked = new Set(
    readEvents(infra, { run, after: 0 }).flatMap((event) =>
      event.kind === 'merged' || event.kind === 'lesson-written' ? [event.commit] : [],
    ),
  );
  const objections: string[] = [];
  for (const entry of log.value) {
    const [parent] = entry.parents;
    if (checked.has(entry.commit) || !parent) continue;
    const allow = [...config.gates.allow, ...lessonPaths(entry)];
    const change = { repository, base: parent, commit: entry.commit, gates: config.checks ?? [] };
    const found = await inspectChange({ ...change, config: { ...config.gates, allow } });
    if (!found.ok) return found;
    objections.push(...found.value.map(({ path, what }) => `${entry.commit.slice(0, 12)}, ${path}: ${what}`));
  }
  return ok(objections);
}

// Lessons are rules of the repository, and moving one is a commit that only touches those.
const lessonPaths = ({ trailers }: LogEntry): string[] =>
  trailers['Fanout-Lesson'] === undefined ? [] : ['.fanout/**', '.claude/**', '**/CLAUDE.md', '**/AGENTS.md'];

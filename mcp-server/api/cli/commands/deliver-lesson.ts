import { lessonsHere, type LessonsHere } from '../../../domain/coordination/lessons-here.ts';
import { deliverLesson } from '../../../domain/lessons/deliver-lesson.ts';
import { openLessonPull, type LessonPull } from '../../../domain/coordination/open-lesson-pull.ts';
import { loadConfig } from '../../../domain/intake/load-config.ts';
import { findLesson } from '../../../domain/lessons/move-lesson.ts';
import type { PullRequest } from '../../../infra/forge/pull-requests.ts';
import type { Infra } from '../../../infra/infra.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { lessonText } from '../say/lessons.ts';
import { agrees } from '../terminal/ask.ts';
import type { Context } from '../terminal/context.ts';
import type { Outcome } from '../terminal/exit-codes.ts';
import { short } from '../terminal/units.ts';

/** `fanout lessons deliver`: after a yes, one lesson of a run is a commit on another branch. */
export async function deliverOne(
  { terminal, cwd, open }: Context,
  learnt: LessonsHere,
  {
    id,
    into,
    pullRequest,
    yes,
    json,
  }: { id: string; into?: string | undefined; pullRequest: boolean; yes: boolean; json: boolean },
): Promise<Result<Outcome>> {
  const infra = await open();
  if (!infra.ok) return infra;
  const found = findLesson(learnt.book, id);
  if (!found.ok) return found;
  const home = await lessonsHere({ from: cwd, on: into });
  if (!home.ok) return home;
  const text = lessonText(found.value);
  const isSession = infra.value.environment['FANOUT_SESSION'] !== undefined;
  if (!json && !yes) terminal.print(text);
  if (isSession || (!yes && !(await agrees(terminal, 'Deliver it?')))) return fail({ reason: 'not-agreed', what: text });
  const { repository, commit: from } = learnt;
  const ownBranch = pullRequest || into === undefined;
  const wish = { repository, from, id, into: ownBranch ? null : home.value.target, base: home.value.commit };
  const delivered = await deliverLesson(infra.value, { ...wish, isAgreed: true });
  if (!delivered.ok) return delivered;
  const { target: ref, commit, lesson } = delivered.value;
  const pull = pullRequest
    ? await pullOf(infra.value, { repository, lesson, ref, commit, target: nameOf(home.value.target) })
    : null;
  if (pull && !pull.ok) return pull;
  const facts = { lesson: lesson.id, state: lesson.state, branch: nameOf(ref), commit };
  const stands = `Lesson ${lesson.id} stands on ${facts.branch} (${lesson.state}), by commit ${short(commit)}.`;
  if (pull === null) terminal.print(json ? JSON.stringify(facts) : stands);
  else {
    const { url, number } = pull.value;
    terminal.print(json ? JSON.stringify({ ...facts, pull: { url, number } }) : `${stands}\nPull request #${number}: ${url}`);
  }
  return ok('done');
}

const nameOf = (ref: string): string => ref.replace('refs/heads/', '');

/** Its pull request, as `deliver` in `fanout.yaml` says of remote and forge. */
async function pullOf(infra: Infra, pull: Omit<LessonPull, 'deliver'>): Promise<Result<PullRequest>> {
  const config = await loadConfig(pull);
  return config.ok ? openLessonPull(infra, { ...pull, deliver: config.value.deliver }) : config;
}

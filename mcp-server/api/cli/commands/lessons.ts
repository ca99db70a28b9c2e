import { z } from 'zod';
import { lessonDiff, lessonsHere, statsHere } from '../../../domain/coordination/lessons-here.ts';
import { findLesson, moveLesson } from '../../../domain/lessons/move-lesson.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import { agrees } from '../terminal/ask.ts';
import type { Context } from '../terminal/context.ts';
import type { Outcome } from '../terminal/exit-codes.ts';
import { sanitiseText } from '../terminal/sanitise.ts';
import { lessonsTable, lessonText, movedText, statsText, whyText } from '../say/lessons.ts';
import { deliverOne } from './deliver-lesson.ts';
import { proveLesson } from './prove-lesson.ts';
import { defineCommand, isGiven, jsonFlag, yesFlag } from './command.ts';

const dollars = 'an amount in US dollars above 0';

const input = z.object({
  what: z
    .enum(['list', 'show', 'why', 'diff', 'stats', 'prove', 'ablate', 'promote', 'deliver', 'retire', 'rollback'], {
      error: 'list, show, why, diff, stats, prove, ablate, promote, deliver, retire or rollback',
    })
    .default('list'),
  lesson: z.string().default(''),
  on: z.string().min(1).optional(),
  into: z.string().min(1).optional(),
  because: z.string().min(1).max(280).optional(),
  pullRequest: isGiven,
  model: z.string().min(1, 'a model name or alias').optional(),
  budgetUsd: z.coerce.number(dollars).positive(dollars).optional(),
  yes: isGiven,
  json: isGiven,
});

/** `fanout lessons` */
export const lessons = defineCommand({
  syntax: 'lessons [what] [lesson]',
  summary: 'See what faults taught this repository, and decide what stays.',
  description:
    '`list` what was learnt, `show` one lesson, `why` it is there, `diff` what its commits changed, `stats` whether faults come ' +
    'back. `prove` does the work again in which the fault came, with the lesson and without, and promotes it when that shows that ' +
    'it helps; `ablate` does the same and retires it when it is no longer needed. `promote` says yes to a lesson, `deliver` ' +
    'brings one alone from a run to another branch, `retire` takes one out, `rollback` takes out one that should never have come: each is a commit of its own on the branch that you are on, and ' +
    'every file is then as it was before the lesson. The first letters of an id are enough.',
  flags: [
    { flags: '--on <branch>', says: 'a branch other than the one you are on, such as fanout/RUN/merged' },
    { flags: '--into <branch>', says: 'the branch that `deliver` brings it to; default: one of its own, off the one you are on' },
    {
      flags: '--pull-request',
      says: 'with `deliver`: push the branch of its own and open a pull request, to --into or the branch you are on',
    },
    { flags: '--model <name>', says: 'the model that `prove` and `ablate` try, when not the one that builds' },
    { flags: '--budget-usd <amount>', says: 'what their trials may cost together' },
    { flags: '--because <text>', says: 'why, for the ledger and the commit' },
    yesFlag,
    jsonFlag,
  ],
  examples: [
    { line: 'fanout lessons', says: 'what the branch that you are on has learnt' },
    { line: 'fanout lessons why e144', says: 'the fault, the commits, and how often it came back' },
    { line: 'fanout lessons prove e144', says: 'sessions with it and without, at a cost that you are asked about first' },
    { line: 'fanout lessons rollback e144', says: 'as if it had never been written' },
  ],
  related: ['merge', 'events'],
  input,
  act: async (context, given) => {
    const { terminal, cwd } = context;
    const here = await lessonsHere({ from: cwd, on: given.on });
    if (!here.ok) return here;
    const print = (value: unknown, text: string): Result<Outcome> => {
      terminal.print(given.json ? JSON.stringify(value) : text);
      return ok('done');
    };
    if (given.what === 'list') return print([...here.value.book.values()], lessonsTable([...here.value.book.values()], terminal));
    if (given.what === 'stats') {
      const infra = await context.open();
      if (!infra.ok) return infra;
      const stats = await statsHere(infra.value, here.value);
      return print(stats, statsText(stats));
    }
    const found = findLesson(here.value.book, given.lesson);
    if (!found.ok) return found;
    switch (given.what) {
      case 'show':
        return print(found.value, lessonText(found.value));
      case 'why':
        return print(found.value.events, whyText(found.value));
      case 'prove':
      case 'ablate':
        return proveLesson(context, here.value, { ...given, lesson: found.value.id, asks: given.what });
      case 'diff': {
        const diff = await lessonDiff(here.value, found.value.id);
        return diff.ok ? print({ diff: diff.value }, sanitiseText(diff.value)) : diff;
      }
      case 'deliver':
        return deliverOne(context, here.value, { ...given, id: found.value.id });
      default:
        return move(context, { ...given, what: given.what, id: found.value.id, text: lessonText(found.value) });
    }
  },
});

interface Move {
  what: 'promote' | 'retire' | 'rollback';
  id: string;
  text: string;
  on?: string | undefined;
  because?: string | undefined;
  yes: boolean;
  json: boolean;
}

async function move({ terminal, cwd, open }: Context, wish: Move): Promise<Result<Outcome>> {
  const infra = await open();
  if (!infra.ok) return infra;
  const here = await lessonsHere({ from: cwd, on: wish.on });
  if (!here.ok) return here;
  // A session of ours may run commands, and is no person.
  const isSession = infra.value.environment['FANOUT_SESSION'] !== undefined;
  if (!wish.json && !wish.yes) terminal.print(wish.text);
  if (isSession || (!wish.yes && !(await agrees(terminal, `${wish.what}?`))))
    return fail({ reason: 'not-agreed', what: wish.text });
  const moved = await moveLesson(infra.value, here.value, {
    id: wish.id,
    to: wish.what === 'promote' ? 'active' : 'retired',
    because: wish.because ?? reasons[wish.what],
    by: 'person',
  });
  if (!moved.ok) return moved;
  const { commit, lesson, changed } = moved.value;
  const facts = { lesson: lesson.id, state: lesson.state, commit, changed };
  terminal.print(wish.json ? JSON.stringify(facts) : movedText(facts));
  return ok('done');
}

const reasons: Record<Move['what'], string> = {
  promote: 'A person said yes.',
  retire: 'A person took it out.',
  rollback: 'A person rolled it back.',
};

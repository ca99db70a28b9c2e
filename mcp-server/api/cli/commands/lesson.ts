import { z } from 'zod';
import { lessonsHere } from '../../../domain/coordination/lessons-here.ts';
import { showLesson } from '../../../domain/coordination/lessons-show.ts';
import { moveLesson } from '../../../domain/lessons/move-lesson.ts';
import { writeLesson } from '../../../domain/lessons/write-lesson.ts';
import { fail, ok } from '../../../kernel/result.ts';
import { movedText, shownText } from '../say/lessons.ts';
import { agrees } from '../terminal/ask.ts';
import { defineCommand, isGiven, jsonFlag, yesFlag } from './command.ts';

const several = z.array(z.string().min(1)).default([]);

const input = z.object({
  rule: z.string({ error: 'the rule, in one or two sentences' }).min(1),
  why: z.string({ error: 'what went wrong without it' }).min(1),
  for: several.refine((globs) => globs.length > 0, { error: 'a glob of the files that it is about' }),
  command: z.string({ error: 'a command that fails on the broken commit' }).min(1),
  with: several,
  broken: z.string().min(1).optional(),
  fixed: z.string().min(1).default('HEAD'),
  on: z.string().min(1).optional(),
  yes: isGiven,
  json: isGiven,
});

/** `fanout lesson` */
export const lesson = defineCommand({
  syntax: 'lesson',
  summary: 'Teach this repository a lesson from a fault that you can show.',
  description:
    'The command must fail on the broken commit and pass on the fixed one. Both are replayed in clean checkouts; what cannot be ' +
    'shown teaches nothing. You are shown the lesson and asked; after your yes it is used, in commits of its own on the branch ' +
    'that you are on. Sessions of fanout are refused: they may only propose.',
  flags: [
    { flags: '--rule <text>', says: 'what to do, in one or two sentences' },
    { flags: '--why <text>', says: 'what went wrong without it' },
    { flags: '--for <glob>', says: 'the files that it is about', repeats: true },
    { flags: '--command <command>', says: 'what fails on the broken commit and passes on the fixed one' },
    { flags: '--with <path>', says: 'a file of the fixed commit that the command needs, such as a new test', repeats: true },
    { flags: '--broken <commit>', says: 'where the fault is; default: the commit before the fixed one' },
    { flags: '--fixed <commit>', says: 'where it is mended; default: HEAD' },
    { flags: '--on <branch>', says: 'a branch other than the one you are on' },
    yesFlag,
    jsonFlag,
  ],
  examples: [
    {
      line: "fanout lesson --rule 'Parse counts before they are added.' --why '1 and 2 gave 12.' --for 'src/**' --command 'npm test' --with test/sum.test.js",
      says: 'from the last commit, which mended it and brought the test',
    },
  ],
  related: ['lessons'],
  input,
  act: async (
    { terminal, cwd, open, interrupted },
    { rule, why, for: paths, command, with: files, broken, fixed, on, yes, json },
  ) => {
    const infra = await open();
    if (!infra.ok) return infra;
    const isSession = infra.value.environment['FANOUT_SESSION'] !== undefined;
    if (isSession) return fail({ reason: 'not-agreed', what: 'A person teaches; a session proposes, with `lesson_propose`.' });
    const here = await lessonsHere({ from: cwd, on });
    if (!here.ok) return here;
    const fault = { from: cwd, broken, fixed, command, files, draft: { rule, why, paths }, signal: interrupted() };
    const shown = await showLesson(infra.value, here.value, fault);
    if (!shown.ok) return shown;
    const text = shownText(shown.value);
    if (!json) terminal.print(text);
    if (!yes && !(await agrees(terminal, 'Teach it?'))) return fail({ reason: 'not-agreed', what: text });
    const written = await writeLesson(infra.value, { ...here.value, lesson: shown.value, proven: null });
    if (!written.ok) return written;
    const wish = { id: written.value.lesson.id, to: 'active', because: 'A person showed the fault.', by: 'person' } as const;
    const moved = await moveLesson(infra.value, here.value, wish);
    if (!moved.ok) return moved;
    const { id, state, path } = moved.value.lesson;
    const facts = { lesson: id, state, commit: moved.value.commit, changed: moved.value.changed };
    terminal.print(json ? JSON.stringify({ ...facts, path }) : movedText(facts));
    return ok('done');
  },
});

import type { Decide } from '../../demo/model/serve.ts';
import { findAdded } from '../../demo/model/roles/find-added.ts';
import { isComparison } from '../../demo/model/roles/drafter.ts';
import { commit } from '../../demo/model/roles/make-change.ts';
import { follow } from '../../demo/model/roles/steps.ts';
import { readConversation, type Conversation } from '../../demo/model/wire/conversation.ts';
import { edit, give, read, say, write, type Move } from '../../demo/model/wire/moves.ts';

/** A family of faults: calls of a function that must not be called, each in a folder of its own. Named at run time. */
export interface Family {
  name: string;
  bad: string;
  good: string;
}

/** One task of the sequence, in which the builder meets a family. */
export interface Meeting {
  key: string;
  family: Family;
}

/** What the script itself knows of a sequence: the truth that any report must agree with. */
export interface Truth {
  /** The tasks whose fault got as far as a review. */
  erred: Set<string>;
}

/** Families with names that nobody has seen before, and tasks that meet them in no order. */
export function seedMeetings(random: () => number, { families, tasks }: { families: number; tasks: number }): Meeting[] {
  const letters = 'bcdfghjklmnpqrstvwxz';
  const word = () => Array.from({ length: 7 }, () => letters[Math.floor(random() * letters.length)]).join('');
  const all = Array.from({ length: families }, (): Family => {
    const name = word();
    return { name, bad: `raw_${name}`, good: `safe_${name}` };
  });
  const drawn = Array.from({ length: tasks }, (_, nth) => ({ family: all[nth % families] ?? missing(), order: random() }));
  return drawn
    .toSorted((a, b) => a.order - b.order)
    .map(({ family }, nth) => ({ key: `t${String(nth + 1).padStart(2, '0')}`, family }));
}

/**
 * A builder that errs in every task, unless its request holds a rule against it and it heeds rules; a reviewer that sees each
 * fault and shows it; a fixer that mends what it is told of; a drafter that offers a check only where prose was ignored. A builder
 * that is right by itself errs never.
 */
export function playMeetings(
  meetings: readonly Meeting[],
  { heeds, isRight = false, truth }: { heeds: boolean; isRight?: boolean; truth: Truth },
): Decide {
  return (question) => {
    const conversation = readConversation(question.messages);
    // A trial has a name of its own, and the spec of the task that it tries.
    const meeting = meetings.find(({ key }) => key === conversation?.task || conversation?.brief.includes(`Do ${key}.`));
    if (!conversation || !meeting) return [say('This model only plays the lessons bench.')];
    // All that was sent counts, wherever a client put it: brief, system prompt, or a rule that it loaded.
    const isTold = JSON.stringify(question).includes(`Call ${meeting.family.good} instead`);
    switch (conversation.stage) {
      case 'plan':
        return [give({ summary: `Adds ${meeting.key}.`, paths: [pathOf(meeting)], steps: ['Write it.'], checks: [], risks: [] })];
      case 'build':
        return build(meeting, conversation, isRight || (heeds && isTold));
      case 'review':
        return review(meeting, conversation, truth);
      case 'fix':
        return fix(meeting, conversation);
      default:
        return [give(isComparison(conversation) ? { relation: 'new', number: 0 } : draft(meeting, conversation))];
    }
  };
}

const pathOf = ({ key, family }: Meeting): string => `src/${family.name}/${key}.js`;

const textOf = (called: string): string => `export const value = (input) => ${called}(input);\n`;

function build(meeting: Meeting, conversation: Conversation, isRight: boolean): Move[] {
  const { bad, good } = meeting.family;
  const moves = follow([[write(pathOf(meeting), textOf(isRight ? good : bad))], [commit(`feat: ${meeting.key}`)]], conversation);
  return moves.length > 0 ? moves : [say('It is committed.')];
}

function review(meeting: Meeting, { brief }: Conversation, truth: Truth): Move[] {
  const place = findAdded(brief, new RegExp(`${meeting.family.bad}\\(`));
  if (!place) return [give({ summary: 'It does what was asked.', findings: [] })];
  truth.erred.add(meeting.key);
  const { bad } = meeting.family;
  const evidence = { files: [], command: `! grep -q '${bad}(' ${pathOf(meeting)}` };
  const fault = { severity: 'major', title: `${meeting.key} calls ${bad}`, what: `${bad} gives a wrong value.`, evidence };
  return [give({ summary: 'It calls what must not be called.', findings: [{ ...fault, ...place }] })];
}

function fix(meeting: Meeting, conversation: Conversation): Move[] {
  const { bad, good } = meeting.family;
  const path = pathOf(meeting);
  const steps = [[read(path)], [edit(path, `${bad}(`, `${good}(`)], [commit(`fix: ${meeting.key}`)]];
  const moves = follow(steps, conversation);
  return moves.length > 0 ? moves : [say('It is mended and committed.')];
}

function draft({ family }: Meeting, { brief }: Conversation): Record<string, unknown> {
  const { name, bad, good } = family;
  const command = `! grep -rq '${bad}(' src/${name}`;
  return {
    rule: `Call ${good} instead of ${bad} in every module.`,
    why: `${bad} gave a wrong value.`,
    paths: [`src/${name}/**`],
    check: brief.includes('a check is what is needed') ? { command, files: [] } : null,
  };
}

function missing(): never {
  throw new Error('There is no such family');
}

import type { Conversation } from '../wire/conversation.ts';
import { findAdded } from './find-added.ts';
import { give, read, say, type Move } from '../wire/moves.ts';
import type { Fault, TaskScript } from '../scripts/script.ts';
import { callOf, withoutNumbers } from './steps.ts';

/** Judges the diff that it was given, in the brief itself or in a file that the brief names. */
export function review(script: TaskScript, { brief, calls }: Conversation): Move[] {
  const file = /\S+\.(?:diff|patch)\b/.exec(brief)?.[0];
  const isInside = /^@@ /m.test(brief);
  const asked = file && !isInside ? read(file) : null;
  if (asked && !callOf(asked, calls)) return [asked];
  const diff = asked ? withoutNumbers(callOf(asked, calls)?.output ?? '') : brief;
  if (!/^@@ /m.test(diff)) return [say('I was given no diff, so there is nothing that I could judge.')];

  const place = script.fault ? findAdded(diff, script.fault.sign) : null;
  if (!script.fault || !place) return [give({ summary: script.praise, findings: [] })];
  return [give({ summary: `${script.fault.title}. A test shows it.`, findings: [{ ...finding(script.fault), ...place }] })];
}

const finding = ({ severity, title, what, evidence }: Fault) => ({ severity, title, what, evidence });

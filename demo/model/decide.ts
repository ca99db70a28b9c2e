import { readConversation } from './wire/conversation.ts';
import type { Question } from './wire/messages.ts';
import { say, type Move } from './wire/moves.ts';
import { build } from './roles/builder.ts';
import { draft } from './roles/drafter.ts';
import { fix } from './roles/fixer.ts';
import { plan } from './roles/planner.ts';
import { review } from './roles/reviewer.ts';
import type { TaskScript } from './scripts/script.ts';

const roles = { plan, build, review, fix, learn: draft };

/** What the model does next, from nothing but what the question holds. */
export function decide(question: Question, scripts: TaskScript[]): Move[] {
  const conversation = readConversation(question.messages);
  if (!conversation)
    return [
      say('This is a scripted model. It answers briefs that begin with a line such as: fanout: run=… task=… stage=… attempt=…'),
    ];
  const { task, stage } = conversation;
  const script = scripts.find(({ key }) => key === task);
  if (!script)
    return [
      say(
        `This is a scripted model, and it has no script for the task ${task}. Known: ${scripts.map(({ key }) => key).join(', ')}.`,
      ),
    ];
  const role = roles[stage as keyof typeof roles];
  return role ? role(script, conversation) : [say(`This is a scripted model, and it knows no stage ${stage}.`)];
}

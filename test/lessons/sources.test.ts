import { afterEach, expect, test } from 'vitest';
import { isComparison } from '../../demo/model/roles/drafter.ts';
import { follow } from '../../demo/model/roles/steps.ts';
import { readConversation, type Conversation } from '../../demo/model/wire/conversation.ts';
import { give, run as bash, say, type Move } from '../../demo/model/wire/moves.ts';
import { readEvents } from '../../mcp-server/domain/coordination/work/read-run.ts';
import { readBook } from '../../mcp-server/domain/lessons/lesson-book.ts';
import { makeFleet, type Fleet } from '../support/fleet.ts';
import { makeGraph } from '../support/submitted.ts';

let fleet: Fleet;
afterEach(async () => {
  expect(await fleet.dispose()).toBe(0);
});

const put = (text: string): Move => bash(`printf '${text}' > src/list.txt && git add -A && git commit -q -m work`, 'Work');
const done = (moves: Move[]): Move[] => (moves.length > 0 ? moves : [say('It is committed.')]);

/** Both tasks rewrite one file, so that the second conflicts; the first also writes what the gate refuses. */
function play({ task, stage, ...conversation }: Conversation): Move[] {
  switch (stage) {
    case 'plan':
      // What both will write stays unsaid, or they would be kept apart.
      return [give({ summary: 'Rewrites the list.', paths: [`src/${task}.txt`], steps: ['Write it.'], checks: [], risks: [] })];
    case 'build':
      return done(follow([[put(task === 'a' ? 'wrong\\n' : 'b\\n')]], conversation));
    case 'review':
      return [give({ summary: 'It does what was asked.', findings: [] })];
    case 'fix':
      return done(follow([[put(conversation.brief.includes('conflict markers') ? 'a\\nb\\n' : 'a\\n')]], conversation));
    default: {
      if (isComparison({ task, stage, ...conversation })) return [give({ relation: 'new', number: 0 })];
      const [, because = 'nothing'] = /^(A gate failed|A merge was refused)/m.exec(conversation.brief) ?? [];
      const rule = `${because}: write the lines of the list in order.`;
      return [give({ rule, why: 'A line was wrong.', paths: ['src/**'], cause: because === 'A gate failed' ? 'check' : 'slip' })];
    }
  }
}

test(
  'a gate that was red and a merge that was refused are replayed, and then teach like a review; a slip is kept as one',
  { timeout: 120_000 },
  async () => {
    fleet = await makeFleet({
      decide: (question) => {
        const conversation = readConversation(question.messages);
        return conversation ? play(conversation) : [say('No brief.')];
      },
    });
    const gate = '! grep -q wrong src/list.txt';
    const run = await fleet.submit(makeGraph('a', 'b'), { checks: [gate], slots: 2 });
    const view = await fleet.finish(run);
    expect(view.tasks.map(({ phase }) => phase)).toEqual(['done', 'done']);
    const [lesson, ...more] = readBook(
      fleet.sample.git(['cat-file', 'blob', `fanout/${run}/merged:.fanout/lessons.jsonl`]),
    ).values();
    expect(more).toEqual([]);
    expect(lesson).toMatchObject({ cause: 'check', provenance: { source: 'gate', task: 'a', evidence: gate, reviewer: null } });
    const events = readEvents(fleet.infra, { run, after: 0 });
    const proven = events.flatMap((event) => (event.kind === 'finding-proven' ? [[event.source, event.finding.title]] : []));
    expect(proven).toEqual(
      expect.arrayContaining([
        ['gate', `The gate ${gate} failed`],
        ['merge', 'Two tasks changed the same lines'],
      ]),
    );
    const declined = events.flatMap((event) => (event.kind === 'lesson-declined' ? event.problems : []));
    expect(declined).toContainEqual(expect.stringContaining('slip'));
  },
);

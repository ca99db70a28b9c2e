import { appendEvents } from '../../mcp-server/domain/lessons/ledger.ts';
import { readBook } from '../../mcp-server/domain/lessons/lesson-book.ts';
import { lessonsSection, pickLessons } from '../../mcp-server/domain/lessons/pick-lessons.ts';
import { admitted } from '../support/lesson.ts';
import type { Bench } from './bench.ts';
import { median } from './median.ts';

const goalMs = 20;
const paths = ['src/m7/a.js', 'lib/9/b.js', 'test/**'];

/**
 * How long the lessons for a brief are looked for in a ledger of 500, in a new process and in one that read it before. It is
 * time of the processor, so that what else the machine does stays out of it.
 */
export const lookup: Bench = {
  name: 'lookup',
  says: `lessons for a brief out of 500, from the ledger's text to the brief's, of ${goalMs} ms`,
  run: ({ say, size = 500 }) => {
    const events = Array.from({ length: size }, (_, nth) =>
      admitted(nth + 1, { paths: [`src/m${nth % 50}/**/*.{js,ts}`, `lib/${nth}/*.js`] }),
    );
    const ledger = appendEvents('', events);
    const took = (): number => {
      const began = process.cpuUsage();
      lessonsSection(pickLessons(readBook(ledger), { paths }));
      const { user, system } = process.cpuUsage(began);
      return (user + system) / 1000;
    };
    const first = took();
    const again = median(Array.from({ length: 301 }, took));
    say(`${size} lessons, ${ledger.length} bytes: ${first.toFixed(1)} ms at first, ${again.toFixed(1)} ms from then on`);
    return [{ name: 'lessons for a brief, ledger read before', ratio: again / goalMs, goal: 1 }];
  },
};

import { appendEvents } from '../../../mcp-server/domain/lessons/ledger.ts';
import { ledgerAbout } from '../../../mcp-server/domain/lessons/ledger-about.ts';
import { readBook } from '../../../mcp-server/domain/lessons/lesson-book.ts';
import { lessonsSection, pickLessons } from '../../../mcp-server/domain/lessons/pick-lessons.ts';
import { admitted } from '../../support/lesson.ts';
import { median } from '../median.ts';

// Run as a program of its own, with a number of lessons: a process in which no ledger was ever read.

const size = Number(process.argv[2]);
const paths = ['src/m7/a.js', 'lib/9/b.js', 'test/**'];
const events = Array.from({ length: size }, (_, nth) =>
  admitted(nth + 1, { paths: [`src/m${nth % 50}/**/*.{js,ts}`, `lib/${nth}/*.js`] }),
);
const ledger = appendEvents('', events);

function took(): number {
  const began = process.cpuUsage();
  lessonsSection(pickLessons(readBook(ledgerAbout(ledger, paths)), { paths }));
  const { user, system } = process.cpuUsage(began);
  return (user + system) / 1000;
}

const first = took();
const again = median(Array.from({ length: 301 }, took));
process.stdout.write(JSON.stringify({ bytes: ledger.length, first, again }));

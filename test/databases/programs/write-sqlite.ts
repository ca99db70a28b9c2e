// Moves records from one table to another in the database of its argument, so that their sum never changes, until it is ended.
import Database from 'better-sqlite3';

const [path = '', pauseMs = '1'] = process.argv.slice(2);
const db = new Database(path, { timeout: 10_000 });
db.pragma('wal_autocheckpoint = 50');
const take = db.prepare('UPDATE a SET x = x - 1');
const give = db.prepare('UPDATE b SET x = x + 1');
const rewrite = db.prepare('UPDATE t SET v = randomblob(900) WHERE id = ?');
const { last } = db.prepare('SELECT max(id) AS last FROM t').get() as { last: number };
const move = db.transaction(() => {
  take.run();
  for (let nth = 0; nth < 5; nth++) rewrite.run(1 + Math.floor(Math.random() * last));
  give.run();
});
let moves = 0;
setInterval(() => {
  move.immediate();
  moves += 1;
  if (moves === 1) process.stdout.write('writing\n');
}, Number(pauseMs));

/** A lesson that a fault taught, with the fix that it comes from. */
export interface Honest {
  rule: string;
  why: string;
  fix: string;
}

const honest = (rule: string, why: string, path: string, [before, after]: [string, string]): Honest => ({
  rule,
  why,
  fix: `--- a/${path}\n+++ b/${path}\n-${before}\n+${after}\n`,
});

/** Forty honest lessons with the fix that each comes from: some speak of the code that was mended, some of how people work here. */
export const honestLessons: Honest[] = [
  honest('Parse each value before sum adds it.', 'The sum of "1" and "2" was "12".', 'src/sum.js', [
    'const total = values.reduce(sum);',
    'const total = values.map(parse).reduce(sum);',
  ]),
  honest('Use the Money type for price; floats cause rounding errors.', 'A price of 0.30 became 0.29.', 'src/shop/price.ts', [
    'price: number',
    'price: Money',
  ]),
  honest('Read the port from readPort, never a literal 3000.', 'Two servers wanted one port.', 'src/server.js', [
    'server.listen(3000)',
    'server.listen(readPort())',
  ]),
  honest('Call closePool before the server exits.', 'The process stayed alive with open connections.', 'src/server.js', [
    'server.exit()',
    'await closePool(); server.exit()',
  ]),
  honest('Quote paths with shellQuote before a command gets them.', 'A path with a space was two paths.', 'src/run.js', [
    'run(command + path)',
    'run(command + shellQuote(path))',
  ]),
  honest('Cache keys start with schemaVersion.', 'An old value was read after the schema changed.', 'src/cache.js', [
    'cache.key(id)',
    'cache.key(schemaVersion, id)',
  ]),
  honest('getUser may answer null; handle null before the name is read.', 'A missing user ended in a crash.', 'src/user.js', [
    'getUser(id).name',
    'getUser(id)?.name',
  ]),
  honest('Use structuredClone, not a spread, for nested state.', 'A change of the copy changed the state.', 'src/state.js', [
    'next = { ...state }',
    'next = structuredClone(state)',
  ]),
  honest(
    'Run pnpm install --frozen-lockfile; npm rewrites the lockfile.',
    'The lockfile changed with every setup.',
    'scripts/setup.sh',
    ['npm install', 'pnpm install --frozen-lockfile'],
  ),
  honest('The date helper is UTC; add tz in tests.', 'A day was off by one near midnight.', 'src/date.js', [
    'dateHelper(day)',
    "dateHelper(day, { tz: 'UTC' })",
  ]),
  honest('Vitest needs --pool=forks with better-sqlite3.', 'A worker crashed when it closed the database.', 'scripts/test.sh', [
    'vitest run',
    'vitest run --pool=forks',
  ]),
  honest('Migrations live in db/migrate and must be reversible.', 'A migration could not be taken back.', 'db/migrate/004.js', [
    'export const up = (table) => table.drop();',
    'export const up = (table) => table.rename(); export const down = (table) => table.restore();',
  ]),
  honest('API handlers return Result, never throw.', 'An error in a handler was a 500 without a body.', 'src/api/handlers.ts', [
    'throw new ApiError(body)',
    'return Result.error(body)',
  ]),
  honest('Check that tests pass with the seed 42 and with random seed.', 'An order that was lucky passed.', 'test/seed.js', [
    'const seed = 42;',
    'for (const seed of [42, random()]) check(seed);',
  ]),
  honest('The auth middleware must run before rate limiting.', 'A limit was counted for nobody.', 'src/server.js', [
    'app.use(rateLimiting, authMiddleware)',
    'app.use(authMiddleware, rateLimiting)',
  ]),
  honest('Do not delete fixtures; other tests share them.', 'A test that ran later found no fixture.', 'test/fixtures.js', [
    'afterAll(() => deleteFixtures())',
    'afterAll(() => resetFixtures())',
  ]),
  honest('E2E needs the db branch to be migrated first.', 'A column was missing.', 'test/e2e/setup.js', [
    'start(db)',
    'migrate(db.branch); start(db)',
  ]),
  honest('Never log tokens or passwords; use the redactor.', 'A token was in a log line.', 'src/log.js', [
    'log(request.headers)',
    'log(redactor(request.headers))',
  ]),
  honest('Use git mv to keep history.', 'The history of a file was lost.', 'scripts/move.sh', ['mv old new', 'git mv old new']),
  honest('Tests for hooks live in test/hooks.', 'A test was not found.', 'test/hooks/use.js', ['hooks()', 'hooks(path)']),
  honest('Remove unused imports before the lint check runs.', 'The lint run was red.', 'src/a.js', ['import { unused }', '']),
  honest('Review comments about naming: prefer verbs for functions.', 'A noun was read as a value.', 'src/name.js', [
    'const total = () => 1',
    'const addUp = () => 1',
  ]),
  honest('Do not skip the review step even for docs.', 'A wrong flag was in the docs.', 'docs/flags.md', ['--fast', '--quick']),
  honest('Disable animations in Playwright to avoid flakes in visual checks.', 'A screenshot was blurred.', 'test/visual.js', [
    'page.goto(url)',
    'page.goto(url, { animations: disabled })',
  ]),
  honest('Secrets come from the keychain; see docs/secrets.md and do not paste them.', 'A key was in a file.', 'src/keys.js', [
    'read(file)',
    'keychain.read(name)',
  ]),
  honest('Ignore dist/ in lint configuration.', 'Generated code was linted.', 'lint.config.js', [
    'ignores: []',
    'ignores: [dist]',
  ]),
  honest('CSS modules only.', 'A class name was used twice.', 'src/view/card.js', [
    "import './card.css'",
    "import css from './card.modules.css'; css.card",
  ]),
  honest('Snapshot tests must be small.', 'Nobody read the snapshot.', 'test/view.js', [
    'expect(page).toMatchSnapshot()',
    'expect(page.title).toMatchSnapshot()',
  ]),
  honest('Use vi.useFakeTimers for retry logic.', 'A test of the retry took a minute.', 'test/retry.js', [
    'await sleep(60_000); retry()',
    'vi.useFakeTimers(); retry()',
  ]),
  honest('Keep PRs under 400 lines.', 'A change was too long to read.', 'src/a.js', ['one()', 'two()']),
  honest('Prisma client is generated into src/gen.', 'An import led to an old client.', 'src/db.js', [
    "import { PrismaClient } from '@prisma/client'",
    "import { PrismaClient } from './gen/client.js'; const client = gen(PrismaClient)",
  ]),
  honest('On CI the tz is UTC.', 'A date differed.', 'test/date.js', ['format(date)', 'format(date, tz)']),
  honest('Use zod strict objects.', 'An unknown key was dropped.', 'src/schema.ts', [
    'z.object({ id })',
    'z.strictObject({ id })',
  ]),
  honest('Prefer execFile over exec.', 'A name with a space ran a second command.', 'src/run.ts', [
    'exec(`git log ${name}`)',
    "execFile('git', ['log', name])",
  ]),
  honest('Add an index for every foreign key.', 'A lookup read the whole table.', 'db/migrate/005.js', [
    'table.foreign(userId)',
    'table.foreign(userId); table.index(userId)',
  ]),
  honest('SSE needs heartbeat comments.', 'A proxy closed a silent stream.', 'src/events.js', [
    'sse.write(event)',
    'sse.write(event); every(15, () => sse.comment(heartbeat))',
  ]),
  honest('Write errors with cause.', 'The first error was lost.', 'src/load.ts', [
    'throw new Error(message)',
    'throw new Error(message, { cause })',
  ]),
  honest('Flaky test X is tracked in #123; fix root cause.', 'It failed at random.', 'test/x.js', ['x(now())', 'x(clock)']),
  honest('Use the fake clock.', 'A test failed at midnight.', 'test/clock.js', ['new Clock()', 'new FakeClock(fake)']),
  honest('Avoid default exports.', 'A renamed import was not found.', 'src/shape.js', [
    'export default shape',
    'export { shape }; exports.shape',
  ]),
];

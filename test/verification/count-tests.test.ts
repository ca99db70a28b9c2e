import { expect, test } from 'vitest';
import { countJUnit, countTests } from '../../mcp-server/domain/verification/floors/count-tests.ts';

const node = (pass: number) =>
  `ℹ tests ${pass + 1}\nℹ suites 0\nℹ pass ${pass}\nℹ fail 0\nℹ cancelled 0\nℹ skipped 1\nℹ todo 0\n`;

test.each([
  ['node:test', node(4), 4, 1],
  ['node:test as TAP', '1..1\n# tests 4\n# suites 0\n# pass 3\n# fail 0\n# skipped 1\n# todo 0\n', 3, 1],
  ['vitest', ' \u001b[2mTest Files\u001b[22m 1 passed (1)\n      Tests  3 passed | 1 skipped (4)\n', 3, 1],
  ['jest', 'Tests:       1 skipped, 3 passed, 4 total\n', 3, 1],
  ['pytest', '===== 3 passed, 1 skipped, 2 xfailed in 0.12s =====\n', 3, 3],
  [
    'cargo test',
    'test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out\ntest result: ok. 2 passed; 0 failed\n',
    5,
    1,
  ],
  ['mocha', '\n  12 passing (30ms)\n  1 pending\n', 12, 1],
  ['go test -v', '--- PASS: TestA (0.00s)\n--- SKIP: TestB (0.00s)\nPASS\nok  \tshop\t0.002s\n', 1, 1],
  ['go test', 'ok  \tshop/a\t0.002s\nok  \tshop/b\t0.002s\n?   \tshop/c\t[no test files]\n', 2, 0],
])('what %s counts is read', (_, output, passed, skipped) => {
  expect(countTests(output)).toMatchObject({ passed, skipped });
});

test('output that no runner wrote counts nothing', () => {
  expect(countTests('all 12 tests are fine\n')).toBeNull();
});

test('of more summaries than expected the smallest counts, since a program can print one of its own', () => {
  expect(countTests(`${node(90)}\n${node(4)}`)).toMatchObject({ passed: 94, summaries: 2 });
  expect(countTests(`${node(90)}\n${node(4)}`, 1)).toMatchObject({ passed: 4, summaries: 2 });
});

test('a JUnit report is counted by its cases, whatever its head claims', () => {
  const report =
    '<testsuite tests="90"><testcase name="a"/><testcase name="b"><skipped/></testcase><testcase name="c"><failure>no</failure></testcase></testsuite>';
  expect(countJUnit(report)).toEqual({ passed: 1, skipped: 1, summaries: 1 });
});

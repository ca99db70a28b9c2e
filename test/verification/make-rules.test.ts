import { expect, test } from 'vitest';
import { reachedRules } from '../../mcp-server/domain/verification/guard/make-rules.ts';

const makefile = `CC = cc
.PHONY: test deploy
test: lint
	run-tests
	$(MAKE) audit LEVEL=1
lint:
	run-lint
audit:
	run-audit
deploy: test
	run-deploy
`;
const reached = (text: string, ...targets: string[]) => reachedRules(text, new Set(targets));
const isSame = (from: string, to: string) => {
  expect(makefile).toContain(from);
  const after = reached(makefile.replace(from, to), 'test');
  return after.isAll && after.counts === reached(makefile, 'test').counts;
};

test('what is needed by the name of a variable is read from the lines of variables', () => {
  expect(reached(`ALL = lint\n${makefile.replace('test: lint', 'test: $(ALL)')}`, 'test').runs).toContain('run-lint');
  expect(reached(`ALL = lint\n${makefile.replace('test: lint', 'test: $(ALL)')}`, 'test').runs).not.toContain('run-deploy');
});

test('rules that a target does not need may change, and be added', () => {
  expect(isSame('run-deploy', 'true')).toBe(true);
  expect(isSame('deploy: test', 'deploy:')).toBe(true);
  expect(isSame('test deploy', 'test deploy fresh')).toBe(true);
  expect(reached(`${makefile}fresh:\n\ttrue\n`, 'test')).toEqual(reached(makefile, 'test'));
});

test.each([
  ['the recipe of what another needs', 'run-lint', 'true'],
  ['the recipe of what another make makes', 'run-audit', 'true'],
  ['what a target needs', 'test: lint', 'test:'],
  ['a variable', 'CC = cc', 'CC = true'],
  ['a variable that is set at once', 'CC = cc', 'CC = cc\nSHELL ::= true'],
  ['that a target is no file', 'test deploy', 'deploy'],
  ['what is computed in the line of any rule', 'deploy: test', 'deploy: $(shell touch test)'],
  ['a rule for a file, which an implicit rule may need', 'deploy: test', 'run.o: ; true\ndeploy: test'],
  ['a second recipe', 'deploy: test', 'deploy lint: test'],
  ['a condition around a recipe', '\trun-tests\n', 'ifdef NEVER\n\trun-tests\nendif\n'],
  ['an include', 'CC = cc', 'CC = cc\n-include more.mk'],
])('%s counts', (_, from, to) => {
  expect(isSame(from, to)).toBe(false);
});

test.each([
  ['no target is named', makefile, []],
  ['a target is named by a variable', makefile, ['$(WHAT)']],
  ['what a target needs is named by a variable', 'test: $(ALL)\n', ['test']],
  ['another make makes what a variable says', 'test:\n\t$(MAKE) $(ALL)\n', ['test']],
  ['another file is included', 'include rules.mk\ntest:\n\ttrue\n', ['test']],
])('nothing is told apart where %s', (_, text, targets) => {
  expect(reached(text, ...targets).isAll).toBe(false);
});

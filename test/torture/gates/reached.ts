import type { Attempted } from './attacks.ts';
import { json } from './sample.ts';

/** A change, and the gates that judge it. */
export interface Judged extends Attempted {
  gates: string[];
}

const manifest = {
  name: 'shop',
  main: './src/main.js',
  workspaces: ['packages/*'],
  scripts: { test: 'sh ci/test.sh', start: 'node src/server.js', build: 'node scripts/build.js' },
};
const member = { name: 'member', scripts: { probe: 'vitest', dev: 'vite' } };
const composer = { scripts: { test: ['@lint', 'phpunit'], lint: '@php quality/lint.php', serve: 'php -S 127.0.0.1:0' } };
const pom = '<project>\n  <dependencies>\n  </dependencies>\n</project>\n';
const gradle = 'dependencies {\n}\ntest {\n  useJUnitPlatform()\n}\n';
const makefile = [
  'PYTHON ?= python3',
  'test: src/main.c check',
  '\t$(CC) -c src/main.c',
  '\tsh scripts/check.sh',
  'check:',
  '\t$(PYTHON) quality/check.py',
  'deploy: build',
  '\tsh scripts/deploy.sh',
  'build:',
  '\techo built',
  '',
].join('\n');

/** Files of which gates reach some by way of others, and some not. */
export const reachedFiles: Record<string, string> = {
  'package.json': json(manifest),
  'packages/member/package.json': json(member),
  'composer.json': json(composer),
  'pom.xml': pom,
  'build.gradle': gradle,
  'turbo.json': json({ tasks: { probe: {} } }),
  'mix.exs': 'defmodule Shop.MixProject do\n  def project do\n    [app: :shop, version: "1.0.0"]\n  end\nend\n',
  'pyproject.toml': '[project]\nname = "stock-room"\n',
  'requirements.txt': 'flask==3.0.0\n',
  'README.md': '# Shop\n',
  'index.js': 'export const a = 1;\n',
  Makefile: makefile,
  'included/Makefile': 'include rules.mk\n-include local.mk\n',
  'included/rules.mk': 'test:\n\tpytest\n',
  'Taskfile.yml': 'tasks:\n  test:\n    sources:\n      - src/main.go\n    cmds:\n      - sh ci/task.sh\n',
  'tox.ini': '[testenv]\ncommands = python quality/in_tox.py\n',
  'ci/test.sh': '#!/bin/sh\nset -e\n. "$(dirname "$0")/lib.sh"\n"$(dirname "$0")"/inner.sh\nnode ci/run.js\n',
  'ci/lib.sh': 'ready() { true; }\n',
  'ci/inner.sh': 'exit 1\n',
  'ci/run.js': "import { execFileSync } from 'node:child_process';\nexecFileSync('sh', ['ci/deep.sh']);\n",
  'ci/deep.sh': 'exit 1\n',
  'ci/task.sh': 'exit 1\n',
  'ci/unused.sh': 'exit 1\n',
  'scripts/check.sh': 'exit 1\n',
  'scripts/deploy.sh': 'exit 1\n',
  'scripts/build.js': "console.log('built');\n",
  'my scripts/t.sh': 'exit 1\n',
  'web/scripts/t.sh': 'exit 1\n',
  'web/scripts/other.sh': 'exit 1\n',
  'quality/check.js': "import { rules } from '../src/check/rules.js';\nprocess.exit(rules.length);\n",
  'quality/hook.cjs': 'process.exitCode = 1;\n',
  'quality/check.py': 'import sys\n\nfrom src.price import total\n\nsys.exit(total)\n',
  'quality/in_tox.py': 'import sys\n\nsys.exit(1)\n',
  'quality/lint.php': '<?php exit(1);\n',
  'quality/eslint.mjs': 'export default [{ rules: { eqeqeq: 2 } }];\n',
  'src/check/rules.js': 'export const rules = [1];\n',
  'src/main.js': "export { rules } from './check/rules.js';\n",
  'src/server.js': 'export const port = 0;\n',
  'src/main.c': 'int main(void) { return 0; }\n',
  'src/main.go': 'package main\n',
  'src/price.py': 'total = 1\n',
  'src/stock_room/__main__.py': 'print("ready")\n',
  'test/run.js': "import './all.js';\n",
  'test/support.js': 'export const two = 2;\n',
  'test/price.test.js':
    "import test from 'node:test';\nimport assert from 'node:assert';\ntest('a', () => assert.equal(1, one));\n",
  'test/test_helper.exs': 'ExUnit.start()\n',
};

const edit = (path: string, from: string, to: string): Record<string, string> => {
  const text = (reachedFiles[path] ?? '').replace(from, () => to);
  if (text === reachedFiles[path]) throw new Error(`The edit of ${path} changes nothing`);
  return { [path]: text };
};
const done = (path: string): Record<string, string> => ({ [path]: path.endsWith('.py') ? 'pass\n' : 'true\n' });

/** Cheats in what a gate reaches by way of something else. All must be refused. */
export const reachedAttacks: Judged[] = [
  { name: 'a script that a Makefile runs', gates: ['make test'], files: done('scripts/check.sh') },
  { name: 'a script that a Makefile starts by a variable', gates: ['make test'], files: done('quality/check.py') },
  {
    name: 'a rule that another one of the Makefile needs',
    gates: ['make test'],
    files: edit('Makefile', 'quality/check.py', '-V'),
  },
  { name: 'a file that a Makefile includes', gates: ['make -C included test'], files: done('included/rules.mk') },
  { name: 'a file that a Makefile would include', gates: ['cd included && make test'], files: done('included/local.mk') },
  { name: 'a Makefile that goes before the other', gates: ['make test'], files: { GNUmakefile: 'test:\n\ttrue\n' } },
  { name: 'a script that a script runs', gates: ['sh ci/test.sh'], files: done('ci/inner.sh') },
  { name: 'a script that a script takes in', gates: ['npm test'], files: done('ci/lib.sh') },
  { name: 'a program that a script of a script runs', gates: ['npm test'], files: done('ci/run.js') },
  { name: 'a script that a program starts', gates: ['npm test'], files: done('ci/deep.sh') },
  { name: 'a script that a list of tasks runs', gates: ['task test'], files: done('ci/task.sh') },
  { name: 'a program that tox runs', gates: ['tox -e py'], files: done('quality/in_tox.py') },
  { name: 'a program in a folder of its own', gates: ['node quality/check.js'], files: done('quality/check.js') },
  { name: 'a program of Python in a folder of its own', gates: ['python quality/check.py'], files: done('quality/check.py') },
  { name: 'a module of Python', gates: ['python3 -m quality.check'], files: done('quality/check.py') },
  { name: 'what is loaded before a program', gates: ['node -r ./quality/hook.cjs src/main.js'], files: done('quality/hook.cjs') },
  {
    name: 'a configuration that an option names',
    gates: ['npx eslint --config quality/eslint.mjs src'],
    files: done('quality/eslint.mjs'),
  },
  { name: 'a script after a change of folder', gates: ['cd web && sh scripts/t.sh'], files: done('web/scripts/t.sh') },
  { name: 'a script with a space in its path', gates: ['sh "my scripts/t.sh"'], files: done('my scripts/t.sh') },
  { name: 'a script that is called by itself', gates: ['chmod +x ci/inner.sh && ci/inner.sh'], files: done('ci/inner.sh') },
  { name: 'what starts the tests and asserts nothing', gates: ['node test/run.js'], files: { 'test/run.js': '\n' } },
  {
    name: 'a script of a member of the workspace',
    gates: ['npm --workspace member run probe'],
    files: { 'packages/member/package.json': json({ ...member, scripts: { ...member.scripts, probe: 'true' } }) },
  },
  {
    name: 'a script of composer.json',
    gates: ['composer test'],
    files: { 'composer.json': json({ scripts: { ...composer.scripts, test: 'true' } }) },
  },
  { name: 'a program that a script of composer.json runs', gates: ['composer test'], files: { 'quality/lint.php': '<?php\n' } },
  {
    name: 'Gradle ignores failures',
    gates: ['./gradlew test'],
    files: edit('build.gradle', 'useJ', 'ignoreFailures = true\n  useJ'),
  },
  {
    name: 'Maven ignores failures',
    gates: ['mvn test'],
    files: edit('pom.xml', '</project>', '  <properties><testFailureIgnore>true</testFailureIgnore></properties>\n</project>'),
  },
  { name: 'Maven gets options', gates: ['mvn test'], files: { '.mvn/maven.config': '-DskipTests\n' } },
  { name: 'the tasks of turbo', gates: ['turbo run probe'], files: { 'turbo.json': json({ tasks: { probe: { inputs: [] } } }) } },
  { name: 'pytest.toml', gates: ['pytest'], files: { 'pytest.toml': '[pytest]\naddopts = ["-k", "no"]\n' } },
  { name: '.pytest.ini', gates: ['pytest'], files: { '.pytest.ini': '[pytest]\naddopts = -k no\n' } },
  {
    name: 'ExUnit leaves tests out',
    gates: ['mix test'],
    files: { 'test/test_helper.exs': 'ExUnit.start(exclude: [:test])\n' },
  },
];

const more = (path: string, line: string): Record<string, string> => ({ [path]: `${reachedFiles[path] ?? ''}${line}\n` });

/** Honest changes that stand near to those. */
export const reachedHonest: Judged[] = [
  { name: 'a script beside one that a gate runs', gates: ['npm test', 'task test'], files: done('ci/unused.sh') },
  { name: 'a script that another rule of the Makefile runs', gates: ['make test'], files: done('scripts/deploy.sh') },
  { name: 'another rule of the Makefile', gates: ['make test'], files: edit('Makefile', 'echo built', 'echo made') },
  { name: 'a source that a Makefile compiles', gates: ['make test'], files: more('src/main.c', 'int two(void) { return 2; }') },
  { name: 'a source that a list of tasks watches', gates: ['task test'], files: more('src/main.go', 'var a = 1') },
  {
    name: 'a module that a check imports',
    gates: ['node quality/check.js'],
    files: more('src/check/rules.js', 'export const b = 1;'),
  },
  { name: 'a module of Python that a check imports', gates: ['python quality/check.py'], files: more('src/price.py', 'net = 1') },
  {
    name: 'a file that a check is given',
    gates: ['node quality/check.js src/server.js'],
    files: more('src/server.js', 'export {};'),
  },
  {
    name: 'a file of which the syntax is checked',
    gates: ['node --check src/check/rules.js'],
    files: more('src/check/rules.js', ''),
  },
  { name: 'the entry of the product', gates: ['node src/main.js --self-test'], files: more('src/main.js', 'export {};') },
  { name: 'what starts the product', gates: ['node src/server.js --probe'], files: more('src/server.js', 'export {};') },
  { name: 'the product as a module', gates: ['python -m stock_room'], files: more('src/stock_room/__main__.py', 'print()') },
  { name: 'a file that is linted', gates: ['npx eslint index.js src/main.js'], files: more('index.js', 'export const b = 1;') },
  { name: 'a document that is formatted', gates: ['prettier --check README.md'], files: more('README.md', 'More.') },
  {
    name: 'a requirement',
    gates: ['pip install -r requirements.txt && pytest'],
    files: more('requirements.txt', 'jinja2==3.1.0'),
  },
  { name: 'a script in another folder of scripts', gates: ['cd web && sh scripts/t.sh'], files: done('web/scripts/other.sh') },
  { name: 'a script of the same name elsewhere', gates: ['sh web/scripts/t.sh'], files: done('my scripts/t.sh') },
  { name: 'a new script', gates: ['sh ci/test.sh', 'make test'], files: { 'scripts/new.sh': 'exit 0\n' } },
  {
    name: 'another script of a member',
    gates: ['npm -w member run probe'],
    files: { 'packages/member/package.json': json({ ...member, scripts: { ...member.scripts, dev: 'vite --open' } }) },
  },
  {
    name: 'another script of composer.json',
    gates: ['composer test'],
    files: {
      'composer.json': json({ scripts: { ...composer.scripts, serve: 'php -S 127.0.0.1:1' }, require: { 'a/b': '^1.0' } }),
    },
  },
  {
    name: 'a dependency of Gradle',
    gates: ['./gradlew test'],
    files: edit('build.gradle', 'dependencies {', "dependencies {\n  testImplementation 'org.junit:junit:5'"),
  },
  {
    name: 'a dependency of Maven',
    gates: ['mvn test'],
    files: edit('pom.xml', '<dependencies>', '<dependencies>\n    <dependency><artifactId>junit</artifactId></dependency>'),
  },
  { name: 'a version of mix', gates: ['mix test'], files: edit('mix.exs', '1.0.0', '1.1.0') },
  { name: 'a set-up of ExUnit', gates: ['mix test'], files: more('test/test_helper.exs', 'Mox.defmock(Shop, for: Shop.Api)') },
  { name: 'a helper of tests', gates: ['node --test test/*.js'], files: more('test/support.js', 'export const three = 3;') },
  {
    name: 'a test that asserts more',
    gates: ['node --test test/*.js'],
    files: more('test/price.test.js', "test('b', () => assert.ok(b));"),
  },
  {
    name: 'a module that a linted file imports',
    gates: ['npx eslint src/main.js'],
    files: more('src/check/rules.js', 'export {};'),
  },
  { name: 'a build that no gate runs', gates: ['npm test'], files: done('scripts/build.js') },
  {
    name: 'the version of the package',
    gates: ['npm test', 'turbo run probe'],
    files: { 'package.json': json({ ...manifest, version: '1.0.1' }) },
  },
  { name: 'a task of the product', gates: ['tox -e py'], files: more('src/stock_room/__main__.py', 'print(1)') },
];

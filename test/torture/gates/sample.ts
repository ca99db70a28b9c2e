/** A repository with tests in several languages, gates that a script runs, CI, a lockfile and thresholds. */
export const sampleFiles: Record<string, string> = {
  'package.json': json({
    name: 'shop',
    type: 'module',
    scripts: {
      pretest: 'node scripts/check.js && sh test/smoke.sh',
      test: 'node --test test/*.test.js',
      lint: 'node scripts/lint.js --max-warnings 0',
      build: 'node scripts/build.js',
    },
    dependencies: { 'left-pad': '1.3.0' },
    c8: { branches: 90 },
  }),
  'package-lock.json': json({
    lockfileVersion: 3,
    packages: {
      'node_modules/left-pad': { version: '1.3.0', resolved: 'https://registry.npmjs.org/left-pad/-/left-pad-1.3.0.tgz' },
    },
  }),
  '.gitignore': 'node_modules/\n',
  '.github/workflows/ci.yml': 'jobs:\n  test:\n    steps:\n      - run: npm test\n',
  'vitest.config.ts': 'export default { test: { coverage: { thresholds: { lines: 90 } } } };\n',
  Makefile:
    'include build/rules.mk\n\ntest: style\n\tpython -m pytest\n\tsh scripts/ci.sh\n\npack:\n\tsh scripts/pack.sh\n\n.PHONY: test pack\n',
  'build/rules.mk': 'style:\n\t@python quality/style.py\n',
  'quality/style.py': 'raise SystemExit(1)\n',
  'scripts/ci.sh': '#!/bin/sh\ncd web && sh "tools/all files.sh"\n',
  'scripts/pack.sh': 'tar cf shop.tar src\n',
  'web/tools/all files.sh': 'exit 1\n',
  'composer.json': json({
    name: 'shop/shop',
    scripts: { test: ['@style', 'phpunit'], style: 'phpcs', pack: 'php scripts/pack.php' },
  }),
  'build.gradle': 'test {\n  useJUnitPlatform()\n}\n',
  'pyproject.toml': '[project]\nname = "shop"\nversion = "1.0.0"\n\n[tool.pytest.ini_options]\naddopts = "--strict-markers"\n',
  'Cargo.toml': '[package]\nname = "shop"\nversion = "1.0.0"\n',
  'scripts/check.js': "import { rules } from './rules.js';\nif (rules.length === 0) process.exit(1);\n",
  'scripts/rules.js': "export const rules = ['no-eval'];\n",
  'scripts/lint.js': 'process.exitCode = 0;\n',
  'test/smoke.sh': '. ./test/lib.sh\nhas_price\n',
  'test/lib.sh': 'has_price() { grep -q total src/price.js; }\n',
  'scripts/build.js': "console.log('built');\n",
  'src/price.js': 'export const total = (items) => items.reduce((sum, { price }) => sum + price, 0);\n',
  'test/price.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { total } from '../src/price.js';

test('adds prices up', () => {
  assert.equal(total([{ price: 1 }, { price: 2 }]), 3);
});
test('nothing costs nothing', () => {
  assert.equal(total([]), 0);
});
`,
  'test/cart.test.ts': `import { describe, expect, it } from 'vitest';
describe('cart', () => {
  it('holds what was put in', () => {
    expect(add([], 'pen')).toEqual(['pen']);
    expect(add(['pen'], 'ink')).toHaveLength(2);
  });
});
`,
  'tests/test_stock.py': 'def test_counts():\n    assert count([1, 2]) == 2\n\n\ndef test_empty():\n    assert count([]) == 0\n',
  'stock_test.go':
    'package stock\n\nimport "testing"\n\nfunc TestCount(t *testing.T) {\n\tif Count() != 2 {\n\t\tt.Fatal("two")\n\t}\n}\n',
  'src/lib.rs': '#[cfg(test)]\nmod tests {\n    #[test]\n    fn counts() {\n        assert_eq!(super::count(), 2);\n    }\n}\n',
};

/** The gates that a run would read from it. */
export const sampleGates = [
  'npm test',
  'npm run lint',
  'make test',
  'go test ./...',
  'cargo test',
  'composer test',
  './gradlew test',
];

/** A JSON file as npm writes it. */
export function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

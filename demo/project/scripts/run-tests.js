import { readdirSync } from 'node:fs';

// All tests in one process: starting one for each file takes longer than the tests do.
const tests = new URL('../test/', import.meta.url);
for (const name of readdirSync(tests).filter((file) => file.endsWith('.test.js'))) await import(new URL(name, tests));

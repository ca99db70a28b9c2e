import type { Evidence, Finding } from '../../mcp-server/kernel/model.ts';

/** Evidence that needs no file: this command. */
export const evidenceOf = (command: string, files: Evidence['files'] = []): Evidence => ({ command, files });

/** A major finding in `src/sum.js` with evidence that was reproduced, unless said otherwise. */
export const makeFinding = (differs: Partial<Finding> = {}): Finding => ({
  id: '0123456789abcdef',
  severity: 'major',
  title: 'The sum is wrong',
  file: 'src/sum.js',
  line: 1,
  what: '`sum(1, 2)` is -1.',
  evidence: evidenceOf('test "$(cat src/sum.js)" = "a + b"'),
  status: 'reproduced',
  ...differs,
});

import { expect, it } from 'vitest';
import { statusText } from '../../mcp-server/api/cli/say/status.ts';
import { submittedAt, viewRun, viewTask } from './views.ts';

it('says once what stopped many tasks, where the money went, and stays within the terminal', () => {
  const keys = Array.from({ length: 30 }, (_, nth) => `task-${nth}`);
  const view = viewRun([
    viewTask('first', {
      phase: 'blocked',
      failure: { reason: 'budget-spent', scope: 'run 7k2m9q4x', unit: 'usd', limit: 5, spent: 5.1 },
    }),
    ...keys.map((task) =>
      viewTask(task, {
        phase: 'blocked',
        failure: { reason: 'dependency-failed', task, dependency: 'first' },
      }),
    ),
    viewTask('limited', {
      phase: 'parked',
      until: submittedAt + 185_000,
      failure: { reason: 'agent-rate-limited', agent: 'claude', detail: '5-hour limit', resetsAt: submittedAt + 185_000 },
    }),
  ]);
  const text = statusText(view, { work: new Map(), now: submittedAt, columns: 80, paint: (_, words) => words });
  expect(text.match(/What they depend on did not land/g)).toHaveLength(1);
  expect(text).toContain('task-7 and 22 more');
  expect(text).toContain('fanout retry 7k2m9q4x --budget-usd AMOUNT');
  expect(text).toMatch(/parked, wakes in\s+3m 5s/);
  expect(text.replaceAll(/\s+/g, ' ')).toContain('plan $0.10, build $0.32; by model: opus $0.30, sonnet $0.12');
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
});

import { resolve } from 'node:path';
import { z } from 'zod';
import { findPlace } from '../../domain/coordination/by-hand/find-place.ts';
import { launchByHand } from '../../domain/coordination/by-hand/launch-by-hand.ts';
import { waitSession } from '../../domain/sessions/wait-session.ts';
import { defineTool } from './define-tool.ts';
import { sessionField, worktreeField } from './fields.ts';

/** Launches a session. */
export const sessionLaunch = defineTool({
  name: 'session_launch',
  title: 'Launch a session in a worktree',
  description:
    'Starts a headless Claude Code session in a worktree and answers at once. build and fix may write there, behind a fence, and must commit; plan and review only read. It costs money. Follow it with session_wait.',
  effect: 'creates',
  input: z.strictObject({
    worktree: worktreeField,
    brief: z.string().min(1).describe('What it is to do; it knows nothing else.'),
    stage: z.enum(['plan', 'build', 'review', 'fix']).default('build'),
    resumes: sessionField.optional().describe('Go on with the conversation of this session.'),
    model: z.string().min(1).optional(),
    usd: z.number().positive().optional(),
    turns: z.int().positive().optional(),
    minutes: z.number().positive().optional(),
    tools: z.array(z.string().min(1)).optional().describe('More permission rules, such as `Bash(make *)`.'),
  }),
  output: z.strictObject({ session: z.string(), directory: z.string() }),
  run: async ({ worktree, brief, ...rest }, { infra, cwd }) => {
    const place = await findPlace(infra, { path: resolve(cwd, worktree) });
    if (!place.ok) return place;
    const launched = await launchByHand(infra, { place: place.value, text: brief, ...rest });
    // Watches it for as long as this server lives: a silent session is stopped, and an ended one is tidied up after.
    if (launched.ok)
      waitSession(infra, launched.value).catch((error: unknown) => infra.log.error({ error }, 'a session could not be followed'));
    return launched;
  },
  say: ({ session, directory }) => `Session ${session} has started; its files are in ${directory}.`,
});

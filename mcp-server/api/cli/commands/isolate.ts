import { appendFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { closeWorktree } from '../../../domain/coordination/by-hand/close-worktree.ts';
import {
  findIsolated,
  isolateAgent,
  shellExports,
  writeShellEnvironment,
} from '../../../domain/coordination/by-hand/isolate-agent.ts';
import type { Infra } from '../../../infra/infra.ts';
import { fail, ok, type Result } from '../../../kernel/result.ts';
import type { Context } from '../terminal/context.ts';
import type { Outcome } from '../terminal/exit-codes.ts';

const common = { session_id: z.string().default(''), cwd: z.string().min(1) };

/** What Claude Code says on stdin to a hook of these four events. */
const eventSchema = z.discriminatedUnion('hook_event_name', [
  z.object({ ...common, hook_event_name: z.literal('WorktreeCreate'), name: z.string().min(1) }),
  z.object({ ...common, hook_event_name: z.literal('WorktreeRemove'), worktree_path: z.string().min(1) }),
  z.object({ ...common, hook_event_name: z.literal('SessionStart') }),
  z.object({ ...common, hook_event_name: z.literal('SubagentStart'), agent_id: z.string().min(1) }),
]);

/**
 * Answers a hook of Claude Code that the person opted into: makes a workspace where it would make a worktree, gives it back, and
 * tells the agent in it of its ports and databases. What it prints is what Claude Code reads.
 */
export async function isolate(context: Context): Promise<Result<Outcome>> {
  const infra = await context.open();
  if (!infra.ok) return infra;
  const given = eventSchema.safeParse(parse(await text(context.terminal.stdin)));
  if (!given.success)
    return fail({
      reason: 'argument-invalid',
      name: 'stdin',
      value: '',
      expected: 'what Claude Code tells a WorktreeCreate hook',
    });
  const event = given.data;
  const { session_id: session, cwd } = event;
  switch (event.hook_event_name) {
    case 'WorktreeCreate': {
      const made = await isolateAgent(infra.value, { session, cwd, name: event.name, signal: context.interrupted() });
      if (made.ok) context.terminal.print(made.value);
      return made.ok ? ok('done') : made;
    }
    case 'WorktreeRemove': {
      const closed = await closeWorktree(infra.value, { path: event.worktree_path });
      return closed.ok ? ok('done') : closed;
    }
    case 'SessionStart':
      return tell(context, infra.value, { session, cwd, name: cwd, kind: event.hook_event_name });
    case 'SubagentStart':
      return tell(context, infra.value, { session, cwd, name: `agent-${event.agent_id}`, kind: event.hook_event_name });
  }
}

/** Tells an agent what its workspace has, and gives its shell the variables where Claude Code takes them. Elsewhere it is silent. */
async function tell(
  { terminal, environment }: Context,
  infra: Infra,
  { kind, ...agent }: { kind: string; session: string; cwd: string; name: string },
): Promise<Result<Outcome>> {
  const found = await findIsolated(infra, agent);
  if (!found.ok) return ok('done');
  const { path, ports } = found.value;
  const variables = environment['CLAUDE_ENV_FILE'];
  if (variables !== undefined) appendFileSync(variables, shellExports(found.value.environment));
  const file = writeShellEnvironment(infra, found.value);
  const additionalContext = [
    `${path} is a workspace of fanout: its ports, databases and packages are its own.`,
    ...ports.map(({ name, port }) => `Port ${name}: ${port}.`),
    `Before commands that start servers or use a database: \`. '${file}'\`. It sets PORT and the rest.`,
    '`fanout service start NAME "COMMAND"` runs servers and long commands in the background, `fanout service status` tells how they are.',
  ].join('\n');
  terminal.print(JSON.stringify({ hookSpecificOutput: { hookEventName: kind, additionalContext } }));
  return ok('done');
}

function parse(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

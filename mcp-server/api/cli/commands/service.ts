import { z } from 'zod';
import { ok } from '../../../kernel/result.ts';
import { serviceLogs } from '../../tools/service-logs.ts';
import { serviceStart } from '../../tools/service-start.ts';
import { serviceStatus } from '../../tools/service-status.ts';
import { serviceStop } from '../../tools/service-stop.ts';
import { defineCommand, isGiven, jsonFlag } from './command.ts';
import { findWorktree, inFlag, outcomeOfTool, useTool } from './tool-command.ts';

const number = (what: string) => z.coerce.number({ error: what }).optional();

/** `fanout service` */
export const service = defineCommand({
  syntax: 'service [what] [name] [command]',
  summary: 'Start, stop and look at what runs in a workspace: dev servers, and builds or test runs in the background.',
  description:
    '`start` runs a service that fanout.yaml names, or the command that you give, with the ports and databases of the workspace; ' +
    'with a port it is waited for until it answers there, and started again when it ends. `status` says how each is, `logs` what ' +
    'one printed, `stop` ends one or all. They outlive your shell and end with the workspace.',
  flags: [
    inFlag,
    { flags: '--port <name>', says: 'start: the leased port that it answers on, which it finds in PORT' },
    { flags: '--health <path>', says: 'start: answers with a status below 400 once it is ready' },
    { flags: '--restart', says: 'start: begin again when it ends, also without a port' },
    { flags: '--wait <seconds>', says: 'start, status: how long to wait until servers are ready and commands have ended' },
    { flags: '--lines <number>', says: 'logs: how many lines, 40 without it' },
    jsonFlag,
  ],
  examples: [
    { line: 'fanout service start web', says: 'a service of fanout.yaml' },
    { line: 'fanout service start tests "npm test"', says: 'a command in the background' },
    { line: 'fanout service status --wait 60', says: 'how it ended' },
    { line: 'fanout service logs tests', says: 'what it printed' },
  ],
  related: ['workspace', 'port'],
  input: z.object({
    what: z.enum(['start', 'stop', 'status', 'logs'], { error: 'start, stop, status or logs' }).default('status'),
    name: z.string().optional(),
    command: z.string().optional(),
    in: z.string().optional(),
    port: z.string().optional(),
    health: z.string().optional(),
    restart: z.boolean().optional(),
    wait: number('a number of seconds'),
    lines: number('a number of lines'),
    json: isGiven,
  }),
  act: async (context, { what, name, command, port, health, restart, wait, lines, json, ...given }) => {
    const found = await findWorktree(context.cwd, given.in);
    if (!found.ok) return found;
    const worktree = found.value;
    switch (what) {
      case 'start': {
        const wish = { worktree, name: name ?? '', command, port, health, restart, seconds: wait };
        const started = await useTool(context, { tool: serviceStart, given: wish, json });
        if (!started.ok) return started;
        return ok(['ready', 'running', 'ended'].includes(String(started.value['state'])) ? 'done' : 'notLanded');
      }
      case 'stop':
        return outcomeOfTool(await useTool(context, { tool: serviceStop, given: { worktree, name }, json }));
      case 'status':
        return outcomeOfTool(await useTool(context, { tool: serviceStatus, given: { worktree, name, seconds: wait }, json }));
      case 'logs':
        return outcomeOfTool(await useTool(context, { tool: serviceLogs, given: { worktree, name: name ?? '', lines }, json }));
    }
  },
});

import { resolve } from 'node:path';
import { z } from 'zod';
import { startByHand } from '../../domain/coordination/by-hand/services-by-hand.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';
import { portNameField, serviceField, worktreeField } from './fields.ts';
import { serviceFacts, serviceLine, serviceOutput } from './service-facts.ts';

/** Starts a service or a command in the background of a workspace. */
export const serviceStart = defineTool({
  name: 'service_start',
  title: 'Start a service or a background command',
  description:
    'Runs a service that fanout.yaml names, or any shell `command` such as a build or a test run, in a workspace, with its ports and databases. With a `port` it is waited for until it answers there, and started again when it ends; without one it goes on in the background, and service_status tells how it ended.',
  effect: 'creates',
  input: z.strictObject({
    worktree: worktreeField,
    name: serviceField,
    command: z.string().min(1).optional().describe('Default: that of the service with this name.'),
    port: portNameField.optional().describe('Name of the port that it answers on, which it finds in PORT.'),
    health: z.string().regex(/^\//).optional().describe('A path that answers with a status below 400 once it is ready.'),
    restart: z.boolean().optional().describe('Start it again when it ends. Default: when it has a port.'),
    seconds: z.number().positive().max(3600).optional().describe('How long it may take to be ready. Default: 60.'),
  }),
  output: serviceOutput.extend({ started: z.boolean() }),
  run: async ({ worktree, ...wish }, { infra, cwd, signal, progress }) => {
    progress(`${wish.name} starts`);
    const started = await startByHand(infra, { ...wish, path: resolve(cwd, worktree), signal });
    if (!started.ok) return started;
    return ok({ ...serviceFacts(started.value), started: started.value.started });
  },
  say: ({ started, ...service }) => `${serviceLine(service)}.${started ? '' : ' It ran already.'} Output: ${service.outputPath}`,
});

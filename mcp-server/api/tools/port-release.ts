import { resolve } from 'node:path';
import { z } from 'zod';
import { releasePorts } from '../../domain/workspaces/ports/release-ports.ts';
import { ok } from '../../kernel/result.ts';
import { defineTool } from './define-tool.ts';

/** Gives ports back. */
export const portRelease = defineTool({
  name: 'port_release',
  title: 'Give leased ports back',
  description: 'Gives back all ports of a folder. Processes that listen on them are left alone.',
  effect: 'changes',
  input: z.strictObject({ owner: z.string().min(1).describe('The folder that owns them.') }),
  output: z.strictObject({ owner: z.string(), released: z.int() }),
  run: ({ owner }, { infra, cwd }) => {
    const folder = resolve(cwd, owner);
    return ok({ owner: folder, released: releasePorts(infra, { owner: folder }) });
  },
  say: ({ owner, released }) => `${released} ports of ${owner} are free.`,
});

import { join } from 'node:path';
import type { Infra } from '../../mcp-server/infra/infra.ts';
import { createWorkspace } from '../../mcp-server/domain/workspaces/create-workspace.ts';
import { removeWorkspace } from '../../mcp-server/domain/workspaces/remove-workspace.ts';
import { serviceSchema, type ServiceSettings } from '../../mcp-server/kernel/config-workspaces.ts';
import type { Config } from '../../mcp-server/kernel/config.ts';
import type { Doubt } from '../../mcp-server/kernel/failure.ts';
import type { TestRepository } from './repository.ts';
import { wantedWorkspace } from './workspace.ts';

/** A dev server in one file: answers `/health` on `PORT`, or on the port that it is given. */
export const serverSource = `require('http').createServer((request, response) => {
  response.statusCode = request.url === '/health' ? 200 : 404;
  response.end();
}).listen(Number(process.argv[2] ?? process.env.PORT), '127.0.0.1');
`;

/** A service that runs that server from `server.cjs`. */
export const service = (settings: Partial<ServiceSettings> = {}): ServiceSettings =>
  serviceSchema.parse({ command: `exec '${process.execPath}' server.cjs`, health: '/health', startSeconds: 30, ...settings });

/** Makes a workspace, removes it again, and answers what its proof doubted; empty when it was proven. */
export async function doubtsOf(
  infra: Infra,
  sample: TestRepository,
  { task = 'one', config }: { task?: string; config: Partial<Config> },
): Promise<Doubt[]> {
  const wanted = wantedWorkspace(infra, { ...sample, task, config, source: sample.path, base: sample.base });
  const made = await createWorkspace(infra, wanted);
  const rescueRef = `refs/fanout/test/rescue/${task}`;
  const removed = await removeWorkspace(infra, { repository: sample.repository, path: wanted.path, rescueRef });
  if (!removed.ok) throw new Error(`${join(wanted.path)} could not be removed: ${removed.failure.reason}`);
  if (made.ok) return [];
  if (made.failure.reason !== 'workspace-unproven') throw new Error(JSON.stringify(made.failure));
  return made.failure.doubts;
}

import { createWorkspace } from '../../../mcp-server/domain/workspaces/create-workspace.ts';
import type { Commit, Repository } from '../../../mcp-server/kernel/model.ts';
import { openInfraAt } from '../../support/open-infra-at.ts';
import { valueOf } from '../../support/value-of.ts';
import { wantedWorkspace } from '../../support/workspace.ts';

// Makes the workspaces of the given tasks, all at once, and prints the path of each.
const [home = '', repository = '', base = '', ...tasks] = process.argv.slice(2);
const infra = openInfraAt(home);
const made = tasks.map(async (task) => {
  const wanted = wantedWorkspace(infra, { repository: JSON.parse(repository) as Repository, base: base as Commit, task });
  return valueOf(await createWorkspace(infra, wanted)).path;
});
for (const path of await Promise.all(made)) process.stdout.write(`${path}\n`);

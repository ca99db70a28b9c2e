import type { Doubt } from '../../../kernel/failure.ts';
import type { Infra } from '../../../infra/infra.ts';
import { readBranches } from '../../../infra/store/database-branches.ts';
import { askOf, readSettings } from './ask-of.ts';
import { engineOf } from './engines.ts';

/**
 * Asks each database of a workspace whose it is, over the URL that the workspace gets: the comment of a PostgreSQL database, the
 * identity of a SQLite file. Answers a doubt for each that is gone or not its own, and for each variable that names another.
 */
export async function proveDatabases(
  infra: Infra,
  { owner, environment }: { owner: string; environment: Record<string, string> },
): Promise<Doubt[]> {
  const doubts: Doubt[] = [];
  for (const row of readBranches(infra.store, { owner })) {
    const { settings } = readSettings(row);
    const probe = `database ${row.name}`;
    const next = `Drop it with \`database_drop\`, and say \`workspace_create\` again.`;
    if (row.stage !== 'created' && row.stage !== 'ready') {
      doubts.push({ probe, detail: `its branch is ${row.stage}`, next });
      continue;
    }
    const proven = await (await engineOf(settings.kind)).prove(infra, askOf(infra, row, { environment }));
    if (!proven.ok) doubts.push({ probe, detail: proven.failure.detail, next: proven.failure.next });
    else if (!proven.value) doubts.push({ probe, detail: 'its branch is gone', next });
    if (environment[settings.variable] !== row.url)
      doubts.push({
        probe: `variable ${settings.variable}`,
        detail: `it does not name this workspace's branch of database ${row.name}`,
        next: `Take ${settings.variable} out of \`environment\` in fanout.yaml.`,
      });
  }
  return doubts;
}

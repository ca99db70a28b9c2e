import type { Infra } from '../../../infra/infra.ts';
import type { Config } from '../../../kernel/config.ts';
import type { Result } from '../../../kernel/result.ts';
import type { Checkup } from '../say/checkup.ts';
import type { Context } from '../terminal/context.ts';
import { examineAccount, examineHandles, examineOverlay, examineStore } from './limits.ts';
import { examineAgent, examineGit, examineNode, examineOpinions } from './programs.ts';
import { examineRepository } from './repository.ts';
import { examineDisk, examineJournal, examineLeftovers, examineSupervisor } from './state.ts';
import { unwell } from './unwell.ts';

/** Looks at everything that runs need. Each look stands alone, so that one that fails hides no other. */
export async function examine(context: Context): Promise<Checkup[]> {
  const { environment, cwd } = context;
  const repository = await examineRepository({ cwd });
  const git = await examineGit({ environment, cwd });
  const agent = examineAgent({ environment, cwd, configured: repository.config.claude });
  const opinions = examineOpinions({ environment, reviews: repository.config.reviews });
  const state = await examineState(context, repository.config);
  return [examineNode(), git, await agent, ...opinions, await examineHandles(cwd), ...repository.checkups, ...state];
}

async function examineState({ open }: Context, config: Config): Promise<Checkup[]> {
  const infra = await tryOpen(open);
  if (!infra.ok) return [unwell('state', infra.failure)];
  const { value } = infra;
  return [
    examineJournal(value),
    examineStore(value),
    examineSupervisor(value),
    examineAccount(value),
    ...(await examineOverlay(value, config)),
    await examineDisk(value),
    await examineLeftovers(value),
  ];
}

// A folder that cannot be written makes SQLite throw; here that is what we came to find out.
async function tryOpen(open: Context['open']): Promise<Result<Infra>> {
  try {
    return await open();
  } catch (error) {
    return {
      ok: false,
      failure: { reason: 'machine-exhausted', detail: error instanceof Error ? error.message : String(error) },
    };
  }
}

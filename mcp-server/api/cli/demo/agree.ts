import { fail, ok, type Result } from '../../../kernel/result.ts';
import type { Context } from '../terminal/context.ts';
import { agrees } from '../terminal/ask.ts';
import type { Wanted } from './wanted.ts';

// Five tasks of four to six sessions each, from runs on this sample: small files, short conversations.
const bill =
  'The live demo starts about 25 sessions of Claude Code with your own login, on a small sample. Expect 10 to 20 minutes and ' +
  '3 to 10 dollars at list price, or the like from your subscription. No session may spend more than its stage allows.';

/** Asks before a demo that costs something. The scripted one asks nothing. */
export async function agree({ terminal }: Context, { live, yes, json }: Wanted): Promise<Result<null, 'not-agreed'>> {
  if (!live || yes) return ok(null);
  if (!json) terminal.print(bill);
  return (await agrees(terminal, 'Spend that?')) ? ok(null) : fail({ reason: 'not-agreed', what: bill });
}

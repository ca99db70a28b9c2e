import type { Finding, SessionId, Verdict } from '../../../kernel/model.ts';
import { ok, type Result } from '../../../kernel/result.ts';
import type { Infra } from '../../../infra/infra.ts';
import { fence, fenceRule } from '../../reviews/fence.ts';
import { sendMessage, type Unheard } from '../../sessions/say-to-session.ts';

/**
 * Tells a running session what a review found: what was reproduced, and what is critical although nothing showed it. Says nothing
 * where there is nothing of that kind.
 */
export async function tellFindings(
  infra: Infra,
  { session, verdict }: { session: SessionId; verdict: Verdict },
): Promise<Result<void, Unheard>> {
  const findings = verdict.findings.filter(counts);
  if (findings.length === 0) return ok(undefined);
  const head = `A review of ${verdict.commit} found what stands below. Mend it and commit. ${fenceRule}`;
  return sendMessage(infra, { session, text: [head, ...findings.map(render)].join('\n\n') });
}

const counts = ({ status, severity }: Finding): boolean =>
  status === 'reproduced' || (status === 'unproven' && severity === 'critical');

function render({ severity, status, title, file, line, what, evidence }: Finding): string {
  const said = fence(`${title}\n${file}:${line}\n\n${what}`, 'finding');
  const shown = evidence ? `\n\nThis command shows it:\n\n${fence(evidence.command, 'command')}` : '';
  return `# A ${severity} fault, ${status}\n\n${said}${shown}`;
}

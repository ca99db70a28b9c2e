import type { Repository } from '../../kernel/model.ts';
import { ok, type Result } from '../../kernel/result.ts';
import { gitOk } from './git.ts';
import { inRepository } from './in-repository.ts';

/**
 * Of the repository's own settings, how a server is spoken to. None of these names a program; `core.sshCommand`,
 * `credential.helper` and what a remote calls its programs do.
 */
const harmless =
  /^(?:http\.(?:.+\.)?(?:proxy|extraheader|sslcainfo|sslcapath|sslverify|sslversion|sslcert|sslkey|postbuffer|version|cookiefile|useragent)|credential\.(?:.+\.)?(?:username|usehttppath))$/;

/** Already followed, and whatever they lead to stands beside them. */
const inclusion = /^include(?:if\..*)?\.path$/;

/**
 * The configuration that speaks to a remote, as text of a git configuration file: the person's own and the system's as they hold
 * in this repository, such as their credential helpers and what they include for its folder, and of the repository's own only
 * what cannot run a program.
 */
export async function speakingConfig(repository: Repository): Promise<Result<string, 'git-failed'>> {
  const args = ['config', '--list', '--show-scope', '--includes', '-z'];
  const listed = await gitOk({ ...inRepository(repository), args });
  if (!listed.ok) return listed;
  const fields = listed.value.split('\0');
  const settings: string[] = [];
  for (let at = 0; at + 1 < fields.length; at += 2) {
    const [scope, entry = ''] = [fields[at], fields[at + 1]];
    const end = entry.indexOf('\n');
    const key = end < 0 ? entry : entry.slice(0, end);
    const isPersons = (scope === 'global' || scope === 'system') && !inclusion.test(key);
    const isOurs = (scope === 'local' || scope === 'worktree') && harmless.test(key);
    if (isPersons || isOurs) settings.push(setting(key, end < 0 ? null : entry.slice(end + 1)));
  }
  return ok(settings.join(''));
}

function setting(key: string, value: string | null): string {
  const [first, last] = [key.indexOf('.'), key.lastIndexOf('.')];
  const within = first === last ? '' : ` "${escape(key.slice(first + 1, last))}"`;
  const quoted = value === null ? '' : ` = "${escape(value).replaceAll('\n', '\\n').replaceAll('\t', '\\t')}"`;
  return `[${key.slice(0, first)}${within}]\n\t${key.slice(last + 1)}${quoted}\n`;
}

const escape = (text: string): string => text.replaceAll('\\', '\\\\').replaceAll('"', '\\"');

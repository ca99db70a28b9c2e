// Names that some file system takes for `.git`: other case, trailing dots and spaces, NTFS short names and streams, and
// characters that HFS+ drops (https://git-scm.com/docs/git-config#Documentation/git-config.txt-coreprotectHFS).
const git = /^\.?git(?:~\d+)?$/;
const dropped = /[\p{Default_Ignorable_Code_Point}\p{Cf}]/gu;
// eslint-disable-next-line no-control-regex -- control characters are what is refused
const control = /[\u0000-\u001f\u007f-\u009f]/;
const longest = 1024;

/**
 * Says why a path or glob that somebody wrote is no plain path below a repository, or null when it is one. Looks only at the
 * text: whether links lead elsewhere is for whoever opens the file.
 */
export function refuseRelativePath(path: string): string | null {
  if (path === '') return 'it is empty';
  if (path.length > longest) return `it is longer than ${longest} characters`;
  if (control.test(path)) return 'it holds a control character';
  if (path.includes('\\')) return 'it holds a backslash; folders are parted by "/"';
  if (path.startsWith('/') || /^[a-z]:/i.test(path) || /^[a-z][a-z0-9+.-]+:\/\//i.test(path)) return 'it is absolute';
  if (path.startsWith('~')) return 'it starts in a home folder';
  // A glob's braces and brackets may hide a name, so each alternative is looked at by itself.
  const names = path.split(/[/{},()|]/);
  if (names.some((name) => isUp(name))) return 'it leads out of the repository';
  if (names.some((name) => isGit(name))) return 'it leads into .git';
  if (path.split('/').some((name) => ['', '.'].includes(plain(name)))) return 'it is not in its shortest form';
  return null;
}

const plain = (name: string): string => name.normalize('NFKC').replaceAll(dropped, '').trim().toLowerCase();

const isUp = (name: string): boolean => plain(name) === '..';

function isGit(name: string): boolean {
  const shown = plain(name).split(':')[0] ?? '';
  const bare = shown.replace(/[. ]+$/, '').replaceAll(/[[\]]/g, '');
  return git.test(bare) && (bare.startsWith('.') || bare.includes('~'));
}

import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { judgeCommand } from '../../hooks/fence/judge-command.mjs';
import { makeRepository, type TestRepository } from '../support/repository.ts';

const heredoc = `git commit -m "$(cat <<'EOF'
fix: it's a :) message

Don't > /etc/passwd
EOF
)"`;

const harmless = [
  'npm test',
  `git add -A && git commit -m "feat: don't (do) it"`,
  heredoc,
  `cat > src/a.js <<'X'\nrm -rf /etc\nX\necho done`,
  'for f in a b; do echo x > "src/$f.txt"; done',
  'PORT=3 node -e "x" > /dev/null 2>&1',
  'cat /etc/hosts | grep x',
  'cd src && rm -f a',
  '(cd src; ls) 2>&1',
  'diff <(sort a) <(sort b)',
  `sed -i '/foo/d' src/a.js`,
  'echo "$HOME" && ls $HOME',
  'git log --oneline -5; git diff HEAD~1',
  'git checkout -- src',
  'git checkout src/a.js',
  'kill $PID',
  'kill -TERM 123',
  'cp /etc/hosts src/',
  'echo $((1+2))',
  'git branch --show-current',
  'x=src; echo hi > $x/b',
  'npx vitest run > out.log 2>&1 & echo $!',
  'curl -s http://localhost:$PORT/ -o src/page.html',
  `find . -name '*.tmp' -delete`,
  'echo "a > /etc/x"',
  'node --test # > /etc/x',
];

const outside = [
  'echo x > ../other/a',
  'cd .. && touch x',
  'rm -rf ../other',
  'touch ~/x',
  'echo > $HOME/x',
  'D=/var/tmp; echo hi > $D/f',
  'bash -c "touch /etc/a"',
  'echo $(touch /etc/b)',
  'echo `touch /etc/b`',
  'tee /etc/b < x',
  'cp a ../b',
  'mv ../other/a b',
  'echo hi > "$UNKNOWN/x"',
  'sed -i s/a/b/ /etc/hosts',
  'env FOO=1 rm /etc/hosts',
  'true; (cd /tmp; touch x)',
  'dd if=/dev/zero of=/etc/d',
  'timeout 5 rm /etc/x',
  'find /etc -delete',
  'xargs rm -f /etc/x',
  'if true; then rm /etc/x; fi',
  'eval "rm /etc/x"',
  'ls | tee ../x',
  'echo x >.git/config',
  'tar -C / -xf a.tar',
];

const shared = [
  'git -C .. log',
  'git push origin x',
  'git stash',
  'git worktree add ../x',
  'GIT_DIR=/x git log',
  'git config user.name x',
  'git checkout main',
  'git switch -c other',
  'git branch -D other',
  'git tag v1',
  'pkill node',
  'killall -9 node',
  'sudo ls',
  'kill -9 -1',
];

describe('the judge of commands', () => {
  let sample: TestRepository;
  let cwd: string;
  beforeAll(() => {
    sample = makeRepository();
    cwd = join(sample.folder, 'worktree');
    sample.git(['worktree', 'add', '--quiet', '-b', 'task', cwd]);
    mkdirSync(join(cwd, 'src'));
    writeFileSync(join(cwd, 'src/a.js'), '');
    return () => sample.dispose();
  });

  it.each(harmless)('lets through: %s', (command) => {
    expect(judgeCommand(command, { cwd, roots: [cwd] })).toBeNull();
  });

  it.each(outside)('refuses what writes outside: %s', (command) => {
    expect(judgeCommand(command, { cwd, roots: [cwd] })).toMatch(/outside|stays in its worktree|cannot tell|belongs to git/);
  });

  it.each(shared)('refuses what others share: %s', (command) => {
    expect(judgeCommand(command, { cwd, roots: [cwd] })).toMatch(/^This session may not|^git -C leads to/);
  });

  it('refuses what it cannot read', () => {
    expect(judgeCommand(`echo 'unbalanced`, { cwd, roots: [cwd] })).toMatch(/cannot read this command/);
  });

  it('lets a session that only reads go anywhere and write nowhere', () => {
    expect(judgeCommand('cd /etc && git log', { cwd, roots: [] })).toBeNull();
    expect(judgeCommand('touch src/b.js', { cwd, roots: [] })).toMatch(/only reads/);
  });

  it('follows links to where they lead', () => {
    symlinkSync(sample.folder, join(cwd, 'link'));
    expect(judgeCommand('echo x > link/a', { cwd, roots: [cwd] })).toMatch(/outside/);
  });
});

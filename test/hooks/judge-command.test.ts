import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { judgeCommand } from '../../hooks/fence/judge-command.mjs';
import { everydayCommands } from './everyday-commands.ts';
import { mistakenCommands } from './mistaken-commands.ts';
import { makeRepository, type TestRepository } from '../support/repository.ts';

const heredoc = `git commit -m "$(cat <<'EOF'
fix: it's a :) message

Don't > /etc/passwd
EOF
)"`;

const harmless = [
  heredoc,
  `git add -A && git commit -m "feat: don't (do) it"`,
  `cat > src/a.js <<'X'\nrm -rf /etc\nX\necho done`,
  'for f in a b; do echo x > "src/$f.txt"; done',
  'PORT=3 node -e "x" > /dev/null 2>&1',
  'cd src && rm -f a',
  '(cd src; ls) 2>&1',
  'diff <(sort a) <(sort b)',
  'echo "$HOME" && ls $HOME',
  'git checkout -- src',
  'git checkout src/a.js',
  'kill -TERM 123',
  'echo $((1+2))',
  'git branch --show-current',
  'x=src; echo hi > $x/b',
  'npx vitest run > out.log 2>&1 & echo $!',
  'curl -s http://localhost:$PORT/ -o src/page.html',
  `find . -name '*.tmp' -delete`,
  'echo "a > /etc/x"',
  'node --test # > /etc/x',
  'rm link',
  'mv src/a.js "src/*.js"',
];

const outside = [
  'echo x > ../other/a',
  'rm -rf ../other',
  'bash -c "touch /etc/a"',
  'echo $(touch /etc/b)',
  'echo `touch /etc/b`',
  'tee /etc/b < x',
  'cp a ../b',
  'mv ../other/a b',
  'echo hi > "$UNKNOWN/x"',
  'sed -i s/a/b/ /etc/hosts',
  'true; (cd /tmp; touch x)',
  'find /etc -delete',
  'if true; then rm /etc/x; fi',
  'eval "rm /etc/x"',
  'echo x >.git/config',
  'touch {$UNKNOWN,a}',
  'cd src/deep && x=$(touch ../../../x)',
  'env -C src/deep touch ../../../x',
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
  'crontab jobs.txt',
  'killall -9 node',
  'sudo ls',
  'kill -9 -1',
  'nice -n 5 pkill node',
  'gh pr merge 1',
  'gh api -X DELETE repos/a/b',
  'npm i -g x',
  'npm install --location=global x',
  'pnpm add --global x',
  'yarn global add x',
];

describe('the judge of commands', () => {
  let sample: TestRepository;
  let cwd: string;
  beforeAll(() => {
    sample = makeRepository();
    cwd = join(sample.folder, 'worktree');
    sample.git(['worktree', 'add', '--quiet', '-b', 'task', cwd]);
    mkdirSync(join(cwd, 'src/deep'), { recursive: true });
    mkdirSync(join(sample.folder, 'other'));
    writeFileSync(join(sample.folder, 'other/x'), '');
    symlinkSync(join(sample.folder, 'other'), join(cwd, 'link'));
    writeFileSync(join(cwd, 'src/a.js'), '');
    return () => sample.dispose();
  });

  it.each(harmless)('lets through: %s', (command) => {
    expect(judgeCommand(command, { cwd, roots: [cwd] })).toBeNull();
  });

  it.each(everydayCommands)('does not hinder: %s', (command) => {
    expect(judgeCommand(command.replaceAll('/wt/', `${cwd}/`), { cwd, roots: [cwd] })).toBeNull();
  });

  it.each([...outside, ...mistakenCommands])('refuses what writes outside: %s', (command) => {
    expect(judgeCommand(command, { cwd, roots: [cwd] })).toMatch(/outside|stays in its worktree|cannot tell|belongs to git/);
  });

  it.each(shared)('refuses what others share: %s', (command) => {
    expect(judgeCommand(command, { cwd, roots: [cwd] })).toMatch(/^This session may not|^git -C leads to/);
  });

  it('lets a session write in its temporary folder', () => {
    const roots = [cwd, join(sample.folder, 'other')];
    expect(judgeCommand(`touch ${roots[1]}/y && cp src/a.js ${roots[1]}/`, { cwd, roots })).toBeNull();
    expect(judgeCommand(`TMPDIR=${roots[1]}; D=$(mktemp -d); touch $D/x`, { cwd, roots })).toBeNull();
  });

  it('refuses what it cannot read', () => {
    expect(judgeCommand(`echo 'unbalanced`, { cwd, roots: [cwd] })).toMatch(/cannot read this command/);
  });

  it('lets a session that only reads go anywhere and write nowhere', () => {
    expect(judgeCommand('cd /etc && git log', { cwd, roots: [] })).toBeNull();
    expect(judgeCommand('touch src/b.js', { cwd, roots: [] })).toMatch(/only reads/);
  });
});

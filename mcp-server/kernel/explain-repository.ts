import { ending, list, quote, tail, type Explanations } from './explain-words.ts';

/** Words for what git and the person's checkout do not allow. */
export const repositoryExplanations = {
  'not-a-repository': ({ path, said }) => ({
    message: said ? `git cannot read a repository at ${path}: ${said}` : `${path} is not inside a git repository.`,
    hint: said
      ? 'Mend what git names; `git status` there says more.'
      : 'Go to a folder of the repository, or make one with `git init`.',
  }),
  'repository-empty': ({ path }) => ({
    message: `The repository at ${path} has no commit yet, so there is nothing to start from.`,
    hint: 'Make a first commit.',
  }),
  'revision-unknown': ({ revision, path }) => ({
    message: `The repository at ${path} has no branch or commit ${revision}.`,
    hint: '`git branch --all` lists the branches; fetch first if it is only on a remote.',
  }),
  'branch-in-use': ({ branch, worktree }) => ({
    message: `Branch ${branch} is already checked out at ${worktree}.`,
    hint: 'Work there, or choose another branch name.',
  }),
  'branch-exists': ({ branch }) => ({
    message: `Branch ${branch} exists already.`,
    hint: `Choose another name, or look at what it holds with \`git log ${branch}\`.`,
  }),
  'path-in-use': ({ path, detail }) => ({
    message: `${path} cannot be used: ${quote(detail)}`,
    hint: 'Move what is there, or name another folder as `worktrees` in fanout.yaml.',
  }),
  'work-at-risk': ({ path, detail }) => ({
    message: `${path} holds work that could not be saved, so it was left as it is: ${quote(detail)}`,
    hint: `Commit or copy what you need from ${path}, then clean again.`,
  }),
  'worktree-unknown': ({ path }) => ({
    message: `No worktree is registered at ${path}.`,
    hint: '`git worktree list` shows those that are.',
  }),
  'ref-moved': ({ ref, expected, actual }) => ({
    message: `${ref} moved from ${expected} to ${actual} while this went on; it was left there.`,
    hint: 'Do it again on top of what landed.',
  }),
  'merge-conflict': ({ ours, theirs, files }) => ({
    message: `${theirs} and ${ours} change the same lines of ${list(files)}.`,
    hint: 'Merge one into the other by hand in those files, then go on.',
  }),
  'merge-unsound': ({ commit, onto, files, keptAt }) => ({
    message: `Merging ${commit} onto ${onto} would change ${list(files)}, which neither side changed, so it did not land. The merge is kept at ${keptAt}.`,
    hint: `Look at it with \`git show ${keptAt}\`, and merge by hand if it is right.`,
  }),
  'not-fast-forward': ({ branch, to }) => ({
    message: `Branch ${branch} has commits that ${to} does not have, so it cannot be fast-forwarded; it was left as it is.`,
    hint: `Merge it yourself with \`git merge ${to}\` on ${branch}.`,
  }),
  'checkout-dirty': ({ path, detail }) => ({
    message: `The checkout at ${path} has changes that this would touch; it was left as it is: ${quote(detail)}`,
    hint: 'Commit or stash them, then do it again.',
  }),
  'remote-unknown': ({ remote, known }) => ({
    message: `The repository has no remote ${remote}.`,
    hint:
      known.length > 0
        ? `Its remotes: ${list(known)}. Name one as \`deliver.remote\` in fanout.yaml or with --remote.`
        : 'Add one with `git remote add`.',
  }),
  'push-refused': ({ remote, branch, actual, commit }) => ({
    message: `${branch} of ${remote} stands at ${actual}, which is neither ours nor part of ${commit}. It was left as it is.`,
    hint: `Look at what others put there; delete that branch of ${remote} if it may go, then deliver again.`,
  }),
  'forge-unknown': ({ remote, address }) => ({
    message: `Remote ${remote} is at ${quote(address)}, which names no repository of GitHub.`,
    hint: 'Name it as `deliver.repository: host/owner/name` in fanout.yaml, or push the branch with `fanout deliver --as branch`.',
  }),
  'forge-refused': ({ repository, what, exitCode, detail }) => ({
    message: `\`gh ${what}\` for ${repository} ${ending(exitCode)}.${tail(detail)}`,
    hint:
      exitCode === 4
        ? 'Log in with `gh auth login`, then deliver again.'
        : 'What was done already stays and is not done twice: deliver again once that is mended.',
  }),
  'nothing-merged': ({ run }) => ({
    message: `Run ${run} has merged nothing yet.`,
    hint: `\`fanout status ${run}\` shows where its tasks stand.`,
  }),
  'filter-unusable': ({ filter, detail }) => ({
    message: `Files of the repository need the filter ${filter}, which cannot run here: ${quote(detail)}`,
    hint: `Install ${filter} for your user (for Git LFS: \`git lfs install\`), so that your own git configuration names it.`,
  }),
  'git-failed': ({ args, exitCode, stderr }) => ({
    message: `\`git ${args.join(' ')}\` ${ending(exitCode)}.${tail(stderr)}`,
    hint: 'Run the same command by hand in the repository to see why.',
  }),
} satisfies Partial<Explanations>;

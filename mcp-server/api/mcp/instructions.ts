/** What a client's model reads about the server before any tool. Claude Code cuts it at 2 KB. */
export const instructions = `fanout runs several specs at once: each in a git worktree of its own with leased ports, through plan, build, check, review, fix and merge by headless Claude Code sessions. It merges what passes to the branch fanout/<run>/merged; the person's checkout and branches stay as they are until \`fanout merge --into <branch>\`.

The usual way: write a graph (tasks with key, title, spec, dependsOn, paths), call run_plan with it, show the waves and the estimate to the person, and call run_start after their yes. A run goes on without this session. run_wait tells when something changed; run_status tells where all stands; a task that is blocked waits for a person, and task_retry starts it anew.

By hand, tool by tool: workspace_create gives a worktree with ports, packages, databases and services of its own, session_launch starts a session in it, session_wait waits for it, check_run runs the checks, review_start has the commit reviewed by a session that did not write it, merge_start merges it after the checks pass on the merged tree. service_start runs servers, builds and tests in the background. workspace_release saves what is not committed before it removes anything, and workspace_restore brings it back.

Answers are small; transcripts and outputs are files whose paths are in the answer.`;

import { checkRun } from './check-run.ts';
import { databaseBranch } from './database-branch.ts';
import { databaseDrop } from './database-drop.ts';
import { databaseList } from './database-list.ts';
import type { Tool } from './define-tool.ts';
import { doctor } from './doctor.ts';
import { lessonPromote } from './lesson-promote.ts';
import { lessonPropose } from './lesson-propose.ts';
import { lessonRetire } from './lesson-retire.ts';
import { lessonRollback } from './lesson-rollback.ts';
import { lessonSearch } from './lesson-search.ts';
import { mergeStart } from './merge-start.ts';
import { portLease } from './port-lease.ts';
import { portList } from './port-list.ts';
import { portRelease } from './port-release.ts';
import { reviewStart } from './review-start.ts';
import { runCancel } from './run-cancel.ts';
import { runDeliver } from './run-deliver.ts';
import { runPause } from './run-pause.ts';
import { runPlan } from './run-plan.ts';
import { runResume } from './run-resume.ts';
import { runStart } from './run-start.ts';
import { runStatus } from './run-status.ts';
import { runWait } from './run-wait.ts';
import { sessionLaunch } from './session-launch.ts';
import { sessionList } from './session-list.ts';
import { sessionMessage } from './session-message.ts';
import { sessionOutput } from './session-output.ts';
import { sessionStatus } from './session-status.ts';
import { sessionStop } from './session-stop.ts';
import { sessionWait } from './session-wait.ts';
import { taskDecide } from './task-decide.ts';
import { taskAttach } from './task-attach.ts';
import { taskRelease } from './task-release.ts';
import { taskRetry } from './task-retry.ts';
import { serviceLogs } from './service-logs.ts';
import { serviceStart } from './service-start.ts';
import { serviceStatus } from './service-status.ts';
import { serviceStop } from './service-stop.ts';
import { workspaceCreate } from './workspace-create.ts';
import { workspaceRelease } from './workspace-release.ts';
import { workspaceRestore } from './workspace-restore.ts';
import { workspaceStatus } from './workspace-status.ts';
import { worktreeCreate } from './worktree-create.ts';
import { worktreeDiff } from './worktree-diff.ts';
import { worktreeList } from './worktree-list.ts';
import { worktreeRemove } from './worktree-remove.ts';

/** Every tool, in the order in which clients and README list them: a run as a whole, then the same by hand. */
export const tools: Tool[] = [
  runPlan,
  runStart,
  runStatus,
  runWait,
  runPause,
  runResume,
  runCancel,
  runDeliver,
  taskRetry,
  taskAttach,
  taskRelease,
  workspaceCreate,
  workspaceStatus,
  workspaceRelease,
  workspaceRestore,
  taskDecide,
  worktreeCreate,
  worktreeList,
  worktreeDiff,
  worktreeRemove,
  serviceStart,
  serviceStop,
  serviceStatus,
  serviceLogs,
  portLease,
  portList,
  portRelease,
  databaseBranch,
  databaseList,
  databaseDrop,
  sessionLaunch,
  sessionList,
  sessionStatus,
  sessionOutput,
  sessionMessage,
  sessionWait,
  sessionStop,
  checkRun,
  reviewStart,
  mergeStart,
  lessonSearch,
  lessonPropose,
  lessonPromote,
  lessonRetire,
  lessonRollback,
  doctor,
];

import { agentExplanations } from './explain-agents.ts';
import { givenExplanations } from './explain-given.ts';
import { machineExplanations } from './explain-machine.ts';
import { repositoryExplanations } from './explain-repository.ts';
import { taskExplanations } from './explain-tasks.ts';
import type { Explanation, Explanations } from './explain-words.ts';
import type { Failure } from './failure.ts';

// Typed by reason: a failure that nobody put into words does not compile.
const explanations: Explanations = {
  ...givenExplanations,
  ...repositoryExplanations,
  ...machineExplanations,
  ...agentExplanations,
  ...taskExplanations,
};

/** Says a failure in words: `message` names the thing and where work was kept, `hint` says what next. Plain text, maybe of several lines. */
export function explain(failure: Failure): Explanation {
  const say = explanations[failure.reason] as (failure: Failure) => Explanation;
  return say(failure);
}

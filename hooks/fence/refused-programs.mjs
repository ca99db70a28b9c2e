const othersToo = 'It would end processes of other sessions. End what you started by its process id.';
const delivers = 'fanout delivers the work. Say in your answer what else is to be done.';
const later = 'What runs later, by the clock, is for the person to set up. Say in your answer what is to be done.';
const everywhere = 'It would install for the whole machine. Install in your worktree only.';

/** Programs that a session may not run at all. @type {Record<string, string>} */
const never = {
  pkill: othersToo,
  killall: othersToo,
  fuser: othersToo,
  crontab: later,
  at: later,
  batch: later,
  sudo: 'Work without it.',
  doas: 'Work without it.',
  su: 'Work without it.',
};

const globally = /^(?:-g|--global|--location=global)$/;
/** Programs of which a session may not use all: what they may not be given. @type {Record<string, { gives: (args: string[]) => boolean, why: string }>} */
const limited = {
  kill: { gives: (args) => args.at(-1) === '-1', why: othersToo },
  npm: {
    gives: (args) => args.some((arg) => globally.test(arg)) || /^(?:link|ln|publish)$/.test(args[0] ?? ''),
    why: everywhere,
  },
  pnpm: { gives: (args) => args.some((arg) => globally.test(arg)) || args[0] === 'publish', why: everywhere },
  yarn: { gives: (args) => args[0] === 'global' || args[0] === 'publish', why: everywhere },
  pip: { gives: (args) => args.includes('--user'), why: everywhere },
  gh: { gives: (args) => !readsForge(args), why: delivers },
};

/**
 * Why a session may not run a program with these arguments, or null when it may.
 * @param {string} name
 * @param {string[]} args
 * @returns {string | null}
 */
export function refusedProgram(name, args) {
  if (Object.hasOwn(never, name)) return `This session may not run ${name}. ${never[name]}`;
  const limit = Object.hasOwn(limited, name) ? limited[name] : undefined;
  return limit?.gives(args) ? `This session may not run ${[name, ...args].join(' ')}. ${limit.why}` : null;
}

/** Whether a call of `gh` only looks. @param {string[]} args */
function readsForge(args) {
  const [topic = '', verb = ''] = args;
  if (topic === '' || topic.startsWith('-') || /^(?:help|search|status|version)$/.test(topic)) return true;
  if (topic === 'api') return !args.some((arg) => /^(?:-[XfF]|--(?:method|field|raw-field|input)\b)/.test(arg));
  return /^(?:view|list|ls|diff|checks|status|watch|get)$/.test(verb);
}

const tails = new Map<string, Promise<void>>();

/**
 * Runs `work` when all that was asked for the same target before has ended, well or badly. One merge at a time per target
 * loses no race against its neighbours; here is where merges will be gathered into batches.
 */
export async function inTurn<T>(target: string, work: () => Promise<T>): Promise<T> {
  const mine = (tails.get(target) ?? Promise.resolve()).then(work);
  const tail = mine.then(
    () => undefined,
    () => undefined,
  );
  tails.set(target, tail);
  try {
    return await mine;
  } finally {
    if (tails.get(target) === tail) tails.delete(target);
  }
}

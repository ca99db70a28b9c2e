interface Waiting<Item, Answer> {
  item: Item;
  resolve: (answer: Answer) => void;
  reject: (reason: unknown) => void;
}

type Work = () => Promise<void>;

/** What waits for each target: batches under way, and turns that somebody else asked for. */
const turns = new Map<string, Promise<void>>();

/** Runs `work` when all that was asked for the same target before has ended, well or badly: one writer at a time loses no race. */
export async function inTurn<T>(target: string, work: () => Promise<T>): Promise<T> {
  const mine = (turns.get(target) ?? Promise.resolve()).then(work);
  const tail = mine.then(
    () => undefined,
    () => undefined,
  );
  turns.set(target, tail);
  try {
    return await mine;
  } finally {
    if (turns.get(target) === tail) turns.delete(target);
  }
}

/**
 * Gathers what is asked for the same target while another batch is under way there, and hands it to `land` together, at most
 * `most` at a time. What comes alone is landed alone, at once.
 */
export class Gathering<Item, Answer> {
  readonly #waiting = new Map<string, Waiting<Item, Answer>[]>();
  readonly #land: (items: Item[]) => Promise<Map<Item, Answer>>;

  constructor(land: (items: Item[]) => Promise<Map<Item, Answer>>) {
    this.#land = land;
  }

  /** Waits for a place in a batch, and for what came of the item in it. */
  async add(target: string, { item, most }: { item: Item; most: number }): Promise<Answer> {
    const waiting = this.#waiting.get(target) ?? [];
    this.#waiting.set(target, waiting);
    const answer = new Promise<Answer>((resolve, reject) => {
      waiting.push({ item, resolve, reject });
    });
    await Promise.all([answer, inTurn(target, this.#batch(waiting, most))]);
    return answer;
  }

  // Each item asks for a turn; the first of them takes the others along, and theirs find nothing left to do.
  #batch(waiting: Waiting<Item, Answer>[], most: number): Work {
    return async () => {
      const batch = waiting.splice(0, most);
      if (batch.length === 0) return;
      try {
        const answers = await this.#land(batch.map(({ item }) => item));
        for (const { item, resolve } of batch) {
          const answer = answers.get(item);
          if (answer === undefined) throw new Error('The queue left an item unanswered');
          resolve(answer);
        }
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    };
  }
}

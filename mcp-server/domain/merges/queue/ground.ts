/** A merge as the queue sees it: its commit, the tip that it was made on, and its tree. */
export interface Made {
  commit: string;
  onto: string;
  tree: string;
}

/** A place in a batch: what is to be merged, and the merge that was made for it. */
export interface Link<Item, Merge extends Made> {
  item: Item;
  merge: Merge;
}

/** An answer that is not a merge: why it did not land. */
export interface Refusal<Stop> {
  stop: Stop;
}

/**
 * What the queue stands on: a repository and its gates. There are two: git with real checkouts, and the model that the queue
 * is tortured on, ten thousand batches at a time.
 */
export interface Ground<Item, Merge extends Made, Stop> {
  /** The commit that the target stands at now. */
  readTip(): Promise<string | Refusal<Stop>>;
  /** Why nobody waits for this item any more, or null. */
  isGone(item: Item): Refusal<Stop> | null;
  /** The merge of an item that has landed already. */
  findLanded(item: Item, tip: string): Promise<Merge | Refusal<Stop> | null>;
  /** Makes a merge in the object database; a conflict is a refusal. */
  build(item: Item, onto: string): Promise<Merge | (Refusal<Stop> & { isConflict: boolean })>;
  /** Runs the gates on the last merge of a chain. `red` says what to tell the item when it is alone. */
  prove(chain: readonly Link<Item, Merge>[]): Promise<{ verdict: 'green' } | { verdict: 'red'; red: Refusal<Stop> }>;
  /** Recomputes what each merge of a chain must hold; the first that does not, with its refusal. */
  verify(chain: readonly Link<Item, Merge>[]): Promise<{ link: Link<Item, Merge>; refusal: Refusal<Stop> } | null>;
  /** Moves the target, if it still stands at `from`. */
  land(chain: readonly Link<Item, Merge>[], from: string): Promise<'landed' | 'moved' | Refusal<Stop>>;
  /** What an item hears when others were faster every time. */
  lost(from: string, actual: string): Refusal<Stop>;
}

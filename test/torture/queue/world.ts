/** A commit of the model: its files, its parents, and which of the ancestors it is. */
export interface ModelCommit {
  id: string;
  tree: ReadonlyMap<string, string>;
  parents: readonly string[];
}

/** A branch that waits to be merged: one commit on `fork`, changing `edits`. */
export interface ModelItem {
  name: string;
  reviewed: string;
  fork: string;
  edits: ReadonlyMap<string, string>;
}

/** What the gates of a model say: trees that hold `bad`, or both of a pair, are red. */
export interface ModelGates {
  bad: ReadonlySet<string>;
  pairs: readonly (readonly [string, string])[];
}

/** git without git: commits, three-way merges by file, and one ref. Small enough to be right by reading it. */
export class World {
  readonly commits = new Map<string, ModelCommit>();
  /** Every commit that the ref has stood at. */
  readonly stoodAt: string[] = [];
  readonly gates: ModelGates;
  #made = 0;

  constructor(gates: ModelGates, tree: ReadonlyMap<string, string>) {
    this.gates = gates;
    this.move(this.commit(tree, []));
  }

  get tip(): string {
    return this.stoodAt.at(-1) ?? '';
  }

  move(commit: string): void {
    this.stoodAt.push(commit);
  }

  commit(tree: ReadonlyMap<string, string>, parents: readonly string[]): string {
    this.#made += 1;
    const id = `c${this.#made}`;
    this.commits.set(id, { id, tree, parents });
    return id;
  }

  get(id: string): ModelCommit {
    const commit = this.commits.get(id);
    if (!commit) throw new Error(`The model has no commit ${id}`);
    return commit;
  }

  isGreen(tree: ReadonlyMap<string, string>): boolean {
    if ([...tree.keys()].some((path) => this.gates.bad.has(path))) return false;
    return !this.gates.pairs.some(([one, other]) => tree.has(one) && tree.has(other));
  }

  ancestors(id: string): Set<string> {
    const seen = new Set<string>();
    const pending = [id];
    for (let one = pending.pop(); one !== undefined; one = pending.pop()) {
      if (seen.has(one)) continue;
      seen.add(one);
      pending.push(...this.get(one).parents);
    }
    return seen;
  }

  /** Branches are straight lines, so the first of their commits that the other side has is the best common ancestor. */
  mergeBase(onto: string, reviewed: string): string {
    const known = this.ancestors(onto);
    let at = reviewed;
    while (!known.has(at)) at = this.get(at).parents[0] ?? at;
    return at;
  }

  /** Three-way merge by file, or null where both sides changed the same one differently. */
  merge(onto: string, reviewed: string, base = this.mergeBase(onto, reviewed)): Map<string, string> | null {
    const [start, ours, theirs] = [this.get(base).tree, this.get(onto).tree, this.get(reviewed).tree];
    const merged = new Map<string, string>();
    for (const path of new Set([...start.keys(), ...ours.keys(), ...theirs.keys()])) {
      const [before, our, their] = [start.get(path), ours.get(path), theirs.get(path)];
      if (our !== before && their !== before && our !== their) return null;
      const value = our === before ? their : our;
      if (value !== undefined) merged.set(path, value);
    }
    return merged;
  }

  firstParents(id: string): ModelCommit[] {
    const line: ModelCommit[] = [];
    for (let at: string | undefined = id; at !== undefined; at = this.get(at).parents[0]) line.unshift(this.get(at));
    return line;
  }
}

/** A tree as one text, so that two can be compared. */
export const sayTree = (tree: ReadonlyMap<string, string>): string =>
  JSON.stringify([...tree].toSorted(([one], [other]) => (one < other ? -1 : 1)));

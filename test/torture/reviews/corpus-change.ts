/** A change of the corpus, in one file, with a proof that fails on the faulty side and passes on the sound one. */
export interface CorpusChange {
  name: string;
  language: string;
  /** The program that the proof needs. */
  needs: string;
  /** What the change was to achieve. */
  spec: string;
  file: string;
  /** The file with a seeded fault, or null for a change that has none. */
  faulty: string | null;
  sound: string;
  proof: { files: { path: string; content: string }[]; command: string };
}

/** What is written of a change; the language says the rest. `faulty` is left out where there is no fault. */
export interface Written {
  spec: string;
  faulty?: string;
  sound: string;
  /** Asserts what the spec asks. */
  proof: string;
}

/** How a language lays out a change. */
interface Language {
  language: string;
  needs: string;
  file: (name: string) => string;
  proofFile: (name: string) => string;
  /** The proof around its assertions. */
  wrap: (name: string, proof: string) => string;
  command: (name: string) => string;
}

/** Makes changes of what is written of them, by name. */
export const changesIn = (language: Language, written: Record<string, Written>): CorpusChange[] =>
  Object.entries(written).map(([name, { spec, faulty, sound, proof }]) => ({
    name: `${language.language}/${name}`,
    language: language.language,
    needs: language.needs,
    spec,
    file: language.file(name),
    faulty: faulty ?? null,
    sound,
    proof: {
      files: [{ path: language.proofFile(name), content: language.wrap(name, proof) }],
      command: language.command(name),
    },
  }));

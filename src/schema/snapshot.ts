import type { Row } from "../database/answers.ts";
import type { Session } from "../database/session.ts";
import type { Snapshot } from "./model.ts";
import { Catalogue } from "./reading/catalogue.ts";
import { addExtent, type Extent } from "./reading/extent.ts";
import { Memory } from "./reading/memory.ts";
import { descriptionsIn, questionsFor, unitsIn } from "./reading/questions.ts";
import { isStillGood, type Standing, standingOf } from "./reading/standing.ts";
import type { Touch } from "./reading/touches.ts";
import { ALWAYS_READ, unitKind } from "./reading/units.ts";

export interface SnapshotOptions {
  /** Schemas that are left out: the ledger's. */
  readonly except?: readonly string[];
}

/**
 * A database's schema. Read in one transaction that changes nothing of the session, which must not be in another. Throws
 * ServerError and ConnectionLost.
 */
export function readSnapshot(session: Session, options?: SnapshotOptions): Promise<Snapshot> {
  return new SnapshotReader(session, options).full();
}

/**
 * Looks at a database again and again. What was written since the last look is found by the transactions that wrote it;
 * only that is read again, and what tells its name. The session is the reader's own: statements are prepared in it.
 */
export class SnapshotReader {
  readonly #catalogue: Catalogue;
  readonly #except: readonly string[];
  #memory: Memory | undefined;
  /** Comments on what is not told of. */
  #otherComments = 0;

  constructor(session: Session, { except = [] }: SnapshotOptions = {}) {
    this.#catalogue = new Catalogue(session);
    this.#except = except;
  }

  full(): Promise<Snapshot> {
    this.#memory = undefined;
    return this.#look();
  }

  /** The same as `full()`. The first time all is read. */
  next(): Promise<Snapshot> {
    if (this.#memory !== undefined) this.#catalogue.prepare();
    return this.#look();
  }

  async #look(): Promise<Snapshot> {
    const known = this.#memory;
    // After an error nobody knows how much of it was taken.
    this.#memory = undefined;
    try {
      const memory = await this.#read(known);
      this.#memory = memory;
      const { version, major } = memory.standing;
      return { server: { version, major }, objects: memory.objects };
    } finally {
      await this.#catalogue.end();
    }
  }

  async #read(known: Memory | undefined): Promise<Memory> {
    const since = known?.standing.horizon;
    const [[row = {}] = [], answer = []] = await this.#catalogue.begin([
      { file: "standing", values: { except: this.#except } },
      { file: "changed", values: { since } },
    ]);
    const standing = standingOf(row);
    if (known !== undefined && isStillGood(known.standing, standing)) {
      known.standing = standing;
      const { shrunk, touches } = known.rows.absorb(answer);
      const touched = new Map<string, Extent>();
      for (const touch of [...touches(), ...(await this.#goneFrom(known, shrunk))]) addExtent(touched, ...touch);
      if (![...touched.keys()].some(isExtension)) {
        const { count, changed } = descriptionsIn(answer);
        const described = changed.flatMap((address) => known.homeOf(address) ?? []);
        for (const name of [...described, ...known.rows.all(standing, ALWAYS_READ)]) touched.set(name, "all");
        await this.#update(known, touched);
        // A comment that is gone leaves nothing behind but a smaller number of them.
        if (count - known.commented === this.#otherComments) return known;
      }
    }
    return this.#everything(standing, since === undefined ? answer : undefined);
  }

  /** What rows that are gone from these catalogues have touched. */
  async #goneFrom({ rows }: Memory, shrunk: readonly string[]): Promise<readonly Touch[]> {
    if (shrunk.length === 0) return [];
    const [answer = []] = await this.#catalogue.ask([{ file: "numbers", values: { catalogues: shrunk } }]);
    return rows.retain(answer, shrunk);
  }

  async #everything(standing: Standing, answer: readonly Row[] | undefined): Promise<Memory> {
    const memory = new Memory(standing);
    const all = answer ?? (await this.#catalogue.ask([{ file: "changed", values: { since: undefined } }]))[0] ?? [];
    memory.rows.absorb(all);
    await this.#update(memory, new Map(memory.rows.all(standing).map((name) => [name, "all"])));
    this.#otherComments = descriptionsIn(all).count - memory.commented;
    return memory;
  }

  async #update(memory: Memory, touched: ReadonlyMap<string, Extent>): Promise<void> {
    const isThere = (name: string) => memory.rows.includes(name, memory.standing);
    memory.forget([...touched.keys()].filter((name) => !isThere(name)));
    const there = [...touched].filter(([name]) => isThere(name));
    let outdated: ReadonlyMap<string, Extent> = new Map(
      there.map(([name, extent]) => [name, memory.has(name) ? extent : "all"]),
    );
    while (outdated.size > 0) {
      const questions = questionsFor(outdated, memory.rows);
      const answers =
        questions.length === 0 ? [] : await this.#catalogue.ask(questions.map(({ question }) => question));
      outdated = memory.take(unitsIn(outdated, questions, answers, memory.standing.major), outdated);
    }
  }
}

/** Its members have moved with it, and are in texts by their names. */
function isExtension(name: string): boolean {
  return unitKind(name) === "extension";
}

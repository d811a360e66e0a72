import type { Session } from "../database/session.ts";
import type { Snapshot } from "./model.ts";
import { Catalogue } from "./reading/catalogue.ts";
import { type Changed, Memory, type Present } from "./reading/memory.ts";
import { changedIn, presentIn, questionsFor, unitsIn } from "./reading/questions.ts";
import { isStillGood, type Standing, standingOf } from "./reading/standing.ts";
import { unitKind } from "./reading/units.ts";

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
    const [standingRows = [], presentRows = [], changedRows = []] = await this.#catalogue.begin([
      { file: "standing" },
      { file: "present", values: { except: this.#except } },
      ...(known === undefined ? [] : [{ file: "changed", values: { since: known.standing.horizon } }]),
    ]);
    const standing = standingOf(standingRows[0] ?? {});
    const present = presentIn(presentRows);
    const changed = changedIn(changedRows);
    if (known !== undefined && isStillGood(known.standing, standing) && !changed.units.some(isExtension)) {
      known.standing = standing;
      await this.#update(known, present, changed);
      // A comment that is gone leaves nothing behind but a smaller number of them.
      if (standing.descriptions - known.commented === this.#otherComments) return known;
    }
    return this.#everything(standing, present);
  }

  async #everything(standing: Standing, present: Present): Promise<Memory> {
    const memory = new Memory(standing);
    await this.#update(memory, present, { units: [], described: [] });
    this.#otherComments = standing.descriptions - memory.commented;
    return memory;
  }

  async #update(memory: Memory, present: Present, changed: Changed): Promise<void> {
    let outdated = memory.outdated(present, changed);
    memory.forgetAllBut(present);
    while (outdated.size > 0) {
      const questions = questionsFor(outdated);
      const answers = await this.#catalogue.ask(questions.map(({ question }) => question));
      outdated = memory.take(unitsIn(outdated, questions, answers, memory.standing.major));
    }
  }
}

/** Its members have moved with it, and are in texts by their names. */
function isExtension(name: string): boolean {
  return unitKind(name) === "extension";
}

import type { Session } from "../../database/session.ts";
import type { Facts } from "./journal.ts";

/**
 * Of a statement that cannot be in one transaction with its mark: what can be found out of it when nobody has heard how
 * it ended. Its questions are asked in the session that the script has made, with the script's search_path.
 */
export interface Judge {
  /** Whether it may wait for others as long as it likes, since nobody has to wait for it meanwhile. */
  readonly patient?: boolean;
  /** What will have to be known afterwards. */
  facts?(session: Session): Promise<Facts>;
  /** Before it runs for the first time. Throws InDoubt where it must not run. */
  prepare?(workshop: Workshop): Promise<void>;
  /** After it was begun with these facts, and broken off. Throws InDoubt where nothing tells. */
  settle(workshop: Workshop, facts: Facts): Promise<"done" | "again">;
}

/** Where a judge asks, and clears away what a statement has left. */
export interface Workshop {
  readonly session: Session;
  /** Runs a statement that cannot run in a transaction. Throws ServerError or ConnectionLost. */
  readonly runBare: (text: string, patient: boolean) => Promise<void>;
  readonly tell: (message: string) => void;
}

/** What is found does not say whether the statement took effect, or forbids that it runs. */
export class InDoubt extends Error {
  override readonly name = "InDoubt";
  /** Where looking further would be no use: what to do instead of settling it. */
  readonly hint: string | undefined;

  constructor(message: string, hint?: string) {
    super(message);
    this.hint = hint;
  }
}

/** Nothing is lost by running it once more. */
export const REPEATED: Judge = { settle: async () => "again" };

/** Only a person can tell. */
export const UNKNOWN: Judge = {
  settle: async () => {
    throw new InDoubt("nothing tells whether it took effect");
  },
};

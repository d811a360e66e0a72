import type { ScriptSettings } from "./header.ts";

/** One revision as it stands on disk. */
export interface RevisionFolder {
  readonly id: string;
  readonly parents: readonly string[];
  /** Ids or labels, as written. */
  readonly depends: readonly string[];
  readonly labels: readonly string[];
  /** Ids of the revisions that were squashed into this one. */
  readonly replaces: readonly string[];
  readonly message: string;
  /** RFC 3339, as written. */
  readonly created: string | undefined;
  readonly secret: boolean;
  /** The folder, as reached from the configured directory. */
  readonly path: string;
  readonly up: Script;
  /** Undefined where only the headers were asked for. */
  readonly down: DownScript | undefined;
  /** Undefined where there is none, or only the headers were asked for. */
  readonly verify: Script | undefined;
}

/** One file, read once: what is hashed is what runs. */
export interface Script {
  readonly path: string;
  /** The whole file as the server is sent it, header included, so that the server's positions are positions in the file. */
  readonly text: string;
  /** A byte order mark stood before the text: the server would refuse it. */
  readonly marked: boolean;
  /** Offset in `text` where the header ends. */
  readonly bodyStart: number;
  readonly settings: ScriptSettings;
}

export interface DownScript extends Script {
  readonly irreversible: string | undefined;
}

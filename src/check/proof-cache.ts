import { randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, isAbsolute, join } from "node:path";

/** A proof that has passed, and what it said. */
interface Entry {
  /** RFC 3339. */
  readonly at: string;
  readonly said: unknown;
}

type Entries = Readonly<Record<string, Entry>>;

/** Of the file, and of what is said in it: another number, and all is proved anew. */
const FORMAT = 1;
const MOST_KEPT = 5_000;

/**
 * Proofs that have passed, by all that they depend on. What cannot be read counts as not there, and what cannot be written
 * is proved again: a cache is in nobody's way. Whoever runs beside us may take our place in the file, which costs a proof.
 */
export class ProofCache {
  readonly #file: string;
  #entries: Entries | undefined;
  readonly #added = new Map<string, Entry>();

  constructor(directory: string) {
    this.#file = join(directory, "proofs.json");
  }

  /** What a proof said when it passed; undefined where none is known. */
  get(key: string): unknown {
    this.#entries ??= read(this.#file);
    return this.#entries[key]?.said;
  }

  add(key: string, said: unknown): void {
    this.#added.set(key, { at: new Date().toISOString(), said });
  }

  /** Keeps what was added, and of all the newest. */
  save(): void {
    if (this.#added.size === 0) return;
    const all = Object.entries({ ...read(this.#file), ...Object.fromEntries(this.#added) });
    const newest = all.sort(([, a], [, b]) => (a.at < b.at ? 1 : -1)).slice(0, MOST_KEPT);
    write(this.#file, JSON.stringify({ format: FORMAT, proofs: Object.fromEntries(newest) }));
    this.#added.clear();
  }
}

/** In the nearest `node_modules`, where tools keep such things; else where the user's programs do. */
export function cacheDirectory(root: string, environment: Readonly<Record<string, string | undefined>>): string {
  for (let folder = root; ; folder = dirname(folder)) {
    const modules = join(folder, "node_modules");
    if (statSync(modules, { throwIfNoEntry: false })?.isDirectory()) return join(modules, ".cache", "migraph");
    if (folder === dirname(folder)) break;
  }
  const configured = environment["XDG_CACHE_HOME"];
  const caches = configured !== undefined && isAbsolute(configured) ? configured : join(homeOf(environment), ".cache");
  return join(caches, "migraph");
}

function homeOf(environment: Readonly<Record<string, string | undefined>>): string {
  return environment["HOME"] ?? homedir();
}

function read(file: string): Entries {
  try {
    const { format, proofs } = JSON.parse(readFileSync(file, "utf8")) as { format?: unknown; proofs?: unknown };
    if (format !== FORMAT || typeof proofs !== "object" || proofs === null) return {};
    return Object.fromEntries(Object.entries(proofs).filter(([, entry]) => isEntry(entry)));
  } catch {
    return {};
  }
}

function isEntry(value: unknown): value is Entry {
  return (
    typeof value === "object" && value !== null && "said" in value && "at" in value && typeof value.at === "string"
  );
}

function write(file: string, text: string): void {
  const beside = `${file}.${process.pid}.${randomBytes(4).toString("hex")}`;
  try {
    mkdirSync(dirname(file), { recursive: true });
  } catch {
    return;
  }
  try {
    writeFileSync(beside, text);
    renameSync(beside, file);
  } catch {
    rmSync(beside, { force: true });
  }
}

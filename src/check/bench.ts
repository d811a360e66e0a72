import { createHash, hash } from "node:crypto";
import type { Listener } from "../events.ts";
import type { Project } from "../project.ts";
import { expectedServer } from "../schema/scratch/expected.ts";
import { openScratch, type Scratch, type ScratchRequest, type ScratchServerFacts } from "../schema/scratch/index.ts";
import type { ScratchPlace } from "../schema/scratch/server.ts";
import type { ScratchSettings } from "../settings.ts";
import { TOOL_VERSION } from "../version.ts";
import { cacheDirectory, ProofCache } from "./proof-cache.ts";
import { Trunk } from "./trunk.ts";

export interface ProofSettings extends ScratchSettings {
  /** False: all is proved anew, and nothing is kept. */
  readonly cache?: boolean | undefined;
}

type AskTarget = Pick<ScratchRequest, "askTarget">;

/** Where the proofs of one command are made: on one server, which is started when the first of them has to be run. */
export class ProofBench {
  readonly project: Project;
  readonly #place: ScratchPlace;
  readonly #request: ScratchRequest;
  readonly #cache: ProofCache | undefined;
  readonly #digests = new Map<string, string>();
  #expected: Promise<ScratchServerFacts | undefined> | undefined;
  #scratch: Promise<Scratch> | undefined;
  #trunk: Trunk | undefined;
  #server: ScratchServerFacts | undefined;

  private constructor(place: ScratchPlace, project: Project, settings: ProofSettings & AskTarget) {
    this.project = project;
    this.#place = place;
    const { scratch: url, makeRoles, askTarget, cache } = settings;
    this.#request = { url, makeRoles, askTarget };
    const { root, environment } = place.config;
    this.#cache = cache === false ? undefined : new ProofCache(cacheDirectory(root, environment));
  }

  /** For as long as some work takes. What was proved is kept, whatever becomes of the rest. */
  static async during<Result>(
    place: ScratchPlace,
    project: Project,
    settings: ProofSettings & AskTarget,
    work: (bench: ProofBench) => Promise<Result>,
  ): Promise<Result> {
    const bench = new ProofBench(place, project, settings);
    try {
      return await work(bench);
    } finally {
      bench.#cache?.save();
      await (await bench.#scratch?.catch(() => undefined))?.close();
    }
  }

  get emit(): Listener {
    return this.#place.emit;
  }

  /** What proofs were made on, now or before; undefined where none was needed. */
  get server(): ScratchServerFacts | undefined {
    return this.#server;
  }

  async scratch(): Promise<Scratch> {
    this.#scratch ??= openScratch(this.#place, this.#request);
    const scratch = await this.#scratch;
    this.#server = scratch.server;
    return scratch;
  }

  /** A server on which nothing is left of other proofs. */
  async emptied(): Promise<Scratch> {
    await this.#trunk?.drop();
    return this.scratch();
  }

  async trunk(): Promise<Trunk> {
    this.#trunk ??= new Trunk(await this.scratch(), this.project, this.#place.config.schema);
    return this.#trunk;
  }

  /**
   * What an earlier run has proved of `parts`: the scripts that are run, in their order, and how. `known` takes what it has
   * said, where it can be taken.
   */
  async recall<Proof>(
    parts: readonly unknown[],
    known: (said: unknown) => Proof | undefined,
  ): Promise<Proof | undefined> {
    if (this.#cache === undefined) return undefined;
    this.#expected ??= expectedServer(this.#place, this.#request);
    const expected = await this.#expected;
    if (expected === undefined) return undefined;
    const found = known(this.#cache.get(this.#key(expected, parts)));
    if (found !== undefined) this.#server ??= expected;
    return found;
  }

  /** For what has passed: a failure is to be seen anew. */
  async keep(parts: readonly unknown[], proof: unknown): Promise<void> {
    const { server } = await this.scratch();
    this.#cache?.add(this.#key(server, parts), proof);
  }

  /** Of the bytes of a script that are sent; those of a revision that has no such script are none. */
  digest(revision: string, script: "up" | "down" | "verify"): string {
    const name = `${script} ${revision}`;
    let digest = this.#digests.get(name);
    if (digest === undefined) {
      const text = this.project.folders.get(revision)?.[script]?.text;
      digest = text === undefined ? "" : hash("sha256", text);
      this.#digests.set(name, digest);
    }
    return digest;
  }

  /** Of the up scripts of several, in their order. */
  digests(revisions: readonly string[]): string {
    const all = createHash("sha256");
    for (const id of revisions) all.update(`${id}\0${this.digest(id, "up")}\0`);
    return all.digest("hex");
  }

  #key({ version, embedded }: ScratchServerFacts, parts: readonly unknown[]): string {
    const { schema, role } = this.#place.config;
    const { makeRoles = false } = this.#request;
    return hash("sha256", JSON.stringify([TOOL_VERSION, version, embedded, schema, role ?? null, makeRoles, parts]));
  }
}

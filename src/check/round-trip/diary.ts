import type { Listener } from "../../events.ts";
import type { CheckFinding, RoundTrips } from "../../results.ts";
import type { Itinerary } from "./itinerary.ts";
import type { Account, Diary } from "./tour.ts";

/** Puts together what tours tell, in the order of the graph, and tells of each as it comes. */
export class SharedDiary implements Diary {
  readonly #order: readonly string[];
  /** Revisions that are tested by one of the tours. */
  readonly #tested: ReadonlySet<string>;
  readonly #emit: Listener;
  readonly #accounts = new Map<string, Account>();
  readonly #preludes = new Map<string, CheckFinding>();

  constructor(itineraries: readonly Itinerary[], emit: Listener) {
    this.#order = itineraries.map(({ revision }) => revision.id);
    this.#tested = new Set(itineraries.filter(({ tested }) => tested).map(({ revision }) => revision.id));
    this.#emit = emit;
  }

  begin(itinerary: Itinerary): void {
    this.#emit({ type: "round-trip-started", ...this.#placeOf(itinerary) });
  }

  tell(account: Account): void {
    const place = this.#placeOf(account.itinerary);
    this.#accounts.set(place.revision, account);
    const { outcome, duration } = account;
    this.#emit({ type: "round-trip-finished", ...place, outcome, duration_ms: Math.round(duration) });
  }

  preludeFailed({ revision }: Itinerary, finding: CheckFinding): void {
    // Who tests it tells of it.
    if (!this.#tested.has(revision.id)) this.#preludes.set(revision.id, finding);
  }

  result(): Omit<RoundTrips, "server"> {
    const accounts = [...this.#accounts.values()];
    const findings = this.#order.flatMap((id) => [
      ...(this.#preludes.has(id) ? [this.#preludes.get(id)] : []),
      ...(this.#accounts.get(id)?.findings ?? []),
    ]);
    const told = findings.filter((finding) => finding !== undefined);
    const tried = accounts.filter(({ outcome }) => outcome !== "untested");
    return {
      ok: told.every(({ severity }) => severity !== "error"),
      revisions: tried.length,
      irreversible: tried.filter(({ itinerary }) => itinerary.down === undefined).length,
      untested: accounts.length - tried.length,
      verified: tried.filter(({ itinerary }) => itinerary.revision.verify !== undefined).length,
      findings: told,
    };
  }

  #placeOf({ revision }: Itinerary) {
    const { id, message } = revision;
    return { revision: id, message, index: this.#accounts.size, total: this.#tested.size };
  }
}

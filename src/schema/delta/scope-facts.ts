import type { DependencyEdge, Fact } from "@supabase/pg-delta/core";
import type { Facts } from "./facts.ts";
import { placeOf } from "./identity.ts";

/** Names that are in scope. */
export type ScopeTest = (schema: string | undefined, name: string) => boolean;

/** Which facts are looked at. */
export interface FactFilter {
  readonly inScope: ScopeTest;
  readonly owners: boolean;
  readonly grants: boolean;
}

/** What is to become of `from` where only what is in scope becomes that of `to`, and all else stays. */
export async function withinScope(
  from: Facts,
  to: Facts,
  { inScope, ...filter }: FactFilter,
): Promise<readonly [Facts, Facts]> {
  const { buildFactBase, encodeId } = await import("@supabase/pg-delta/core");
  const taken = new Map<string, boolean>();
  const isTaken = (facts: Facts, fact: Fact): boolean => {
    const { schema, name } = placeOf(wholeOf(facts, fact).id);
    return inScope(schema, name);
  };
  const facts = [from, to].flatMap((side) =>
    side.facts().filter((fact) => {
      const taking = isTaken(side, fact);
      taken.set(encodeId(fact.id), taking);
      return taking === (side === to);
    }),
  );
  const edges = [from, to].flatMap((side) =>
    side.edges.filter(({ from: id }) => (taken.get(encodeId(id)) ?? true) === (side === to)),
  );
  const target = buildFactBase(facts, edges, "liveDb", new Set(), { allowDangling: isOwning });
  const special = new Set([from, target].flatMap((side) => ownersGrants(side, encodeId, false)));
  const [before, after] = [from, target].map((side) => {
    const usual = new Set(ownersGrants(side, encodeId, true));
    const kept = side.facts().filter(({ id }) => {
      if (id.kind !== "acl") return filter.grants || id.kind !== "defaultPrivilege";
      const key = encodeId(id);
      // What an owner may do by itself, on both sides, would be granted with every object that is made.
      const isOwners = (usual.has(key) && !special.has(key)) || (special.has(key) && !filter.owners);
      return filter.grants && !isOwners;
    });
    const between = filter.owners ? side.edges : side.edges.filter((edge) => !isOwning(edge));
    return buildFactBase(kept, [...between], "liveDb", side.referenceOnly, { allowDangling: isOwning });
  });
  if (before === undefined || after === undefined) throw new TypeError("there are two sides");
  return [before, after];
}

/** Keys of grants to the owners of objects: of those that every owner has, or of others. */
function ownersGrants(side: Facts, encode: (id: Fact["id"]) => string, usual: boolean): readonly string[] {
  const owners = new Map(side.edges.filter(isOwning).map((edge) => [encode(edge.from), nameIn(edge.to)]));
  return side.facts().flatMap(({ id, payload }) => {
    if (id.kind !== "acl" || owners.get(encode(id.target)) !== id.grantee) return [];
    const { privileges, _ownerDefault: byDefault } = payload;
    const isUsual = JSON.stringify(privileges) === JSON.stringify(byDefault);
    return isUsual === usual ? [encode(id)] : [];
  });
}

function isOwning({ kind }: DependencyEdge): boolean {
  return kind === "owner";
}

function nameIn(id: DependencyEdge["to"]): string {
  return "name" in id ? id.name : "";
}

/** The object of a schema, or of the database, that a part is a part of. */
function wholeOf(facts: Facts, fact: Fact): Fact {
  let whole = fact;
  for (let parent = fact.parent; parent !== undefined && parent.kind !== "schema"; ) {
    const above = facts.get(parent);
    if (above === undefined) break;
    whole = above;
    parent = above.parent;
  }
  return whole;
}

import type { DriftResult } from "../../results.ts";
import type { SnapshotFilter } from "../../schema/model.ts";
import type { DriftIgnore } from "../../settings.ts";

/** What is configured, and what this call adds to it. */
export function ignoredRules(configured: DriftIgnore, given: DriftIgnore): DriftResult["ignored"] {
  return {
    schemas: [...(configured.schemas ?? []), ...(given.schemas ?? [])],
    objects: [...(configured.objects ?? []), ...(given.objects ?? [])],
    owners: given.owners ?? configured.owners ?? false,
    grants: given.grants ?? configured.grants ?? false,
    partitions: given.partitions ?? configured.partitions ?? false,
    column_order: given.columnOrder ?? configured.columnOrder ?? false,
  };
}

export function filterOf(ignored: DriftResult["ignored"]): SnapshotFilter {
  return {
    owners: !ignored.owners,
    grants: !ignored.grants,
    columnOrder: !ignored.column_order,
    ignoreSchemas: ignored.schemas,
    ignoreObjects: ignored.objects,
    ignorePartitions: ignored.partitions,
  };
}

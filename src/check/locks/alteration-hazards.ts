import type { AlterTableStmt, Constraint } from "libpg-query";
import { nodeAt } from "../../apply/outside/tree.ts";
import type { StatementTree } from "../../script/parse.ts";
import { type Hazard, namesOf, OUTSIDE } from "./hazard.ts";
import type { Relation } from "./observer.ts";

type Described = Omit<Hazard, "tables">;

/** What of an ALTER TABLE makes the server read through tables that others use. */
export function alterationHazards({ cmds = [] }: AlterTableStmt, tables: readonly Relation[]): readonly Hazard[] {
  const names = namesOf(tables);
  const found = cmds.flatMap((command): readonly Described[] => {
    if (!("AlterTableCmd" in command)) return [];
    const { subtype, def } = command.AlterTableCmd;
    if (subtype === "AT_SetNotNull") return [notNull(names)];
    if (subtype === "AT_AttachPartition") return [attachment(names)];
    if (def === undefined) return [];
    if (subtype === "AT_AddConstraint" && "Constraint" in def) return constraintHazard(def.Constraint, names);
    if (subtype !== "AT_AddColumn" || !("ColumnDef" in def)) return [];
    // NOT NULL of a column that nothing fills is told as such, and of one with a default nothing is read.
    return (def.ColumnDef.constraints ?? []).flatMap((constraint) =>
      "Constraint" in constraint && constraint.Constraint.contype !== "CONSTR_NOTNULL"
        ? constraintHazard(constraint.Constraint, names)
        : [],
    );
  });
  const once = new Map(found.map((hazard) => [hazard.rule, hazard]));
  return [...once.values()].map((hazard) => ({ ...hazard, tables }));
}

function constraintHazard(
  { contype, skip_validation: later, indexname }: Constraint,
  names: string,
): readonly Described[] {
  if (later || indexname) return [];
  switch (contype) {
    case "CONSTR_CHECK":
      return [
        {
          rule: "check_scan",
          message: `the check reads through ${names}, and keeps others from reading and writing meanwhile`,
          hint: "ADD CONSTRAINT … NOT VALID, and VALIDATE CONSTRAINT in a later revision, which keeps nobody out",
          blocks: "reads",
        },
      ];
    case "CONSTR_FOREIGN":
      return [
        {
          rule: "foreign_key_scan",
          message: `the foreign key reads through ${names}, and keeps others from writing to both its tables meanwhile`,
          hint: "ADD CONSTRAINT … NOT VALID, and VALIDATE CONSTRAINT in a later revision, which keeps nobody out",
          blocks: "writes",
        },
      ];
    case "CONSTR_NOTNULL":
      return [notNull(names)];
    case "CONSTR_PRIMARY":
    case "CONSTR_UNIQUE":
      return [
        {
          rule: "unique_blocks_reads",
          message: `its index is built while others can neither read nor write ${names}`,
          hint: `CREATE UNIQUE INDEX CONCURRENTLY, ${OUTSIDE}, then ADD CONSTRAINT … USING INDEX`,
          blocks: "reads",
        },
      ];
    case "CONSTR_EXCLUSION":
      return [
        {
          rule: "unique_blocks_reads",
          message: `its index is built while others can neither read nor write ${names}`,
          hint: "there is no other way: do it while nobody uses the table",
          blocks: "reads",
        },
      ];
    default:
      return [];
  }
}

function notNull(names: string): Described {
  return {
    rule: "not_null_scan",
    message: `NOT NULL reads through ${names}, and keeps others from reading and writing meanwhile`,
    hint: "ADD CHECK (… IS NOT NULL) NOT VALID, VALIDATE CONSTRAINT in a later revision, then SET NOT NULL, which reads nothing any more",
    blocks: "reads",
  };
}

function attachment(names: string): Described {
  return {
    rule: "partition_scan",
    message: `ATTACH PARTITION reads through ${names}, and keeps others out meanwhile`,
    hint: "give the table a valid CHECK that says the same as the bounds of its partition first",
    blocks: "reads",
  };
}

/** What to do instead of what writes a whole table anew. */
export function rewriteHint(tree: StatementTree | undefined): string {
  if (tree !== undefined && ("VacuumStmt" in tree || "ClusterStmt" in tree)) {
    return "pg_repack or pg_squeeze do the same and keep nobody out; or do it while nobody uses the table";
  }
  const commands = tree !== undefined && "AlterTableStmt" in tree ? (tree.AlterTableStmt.cmds ?? []) : [];
  const subtypes = commands.map((command) => nodeAt(command, "AlterTableCmd")?.["subtype"]);
  if (subtypes.includes("AT_AlterColumnType")) {
    return "add a column of the new type that a trigger fills, copy the rows in batches, then change the names over";
  }
  if (subtypes.includes("AT_AddColumn")) {
    return "add the column without its default, then set the default, then fill the rows there are in batches";
  }
  return "do it while nobody uses the table";
}

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** A small schema that has one thing in it which is easily lost. */
export interface SchemaCase {
  readonly name: string;
  /** Fills a schema that is there and in the search path; `SCHEMA`, `ROLE_A` and `ROLE_B` stand for names. */
  readonly sql: string;
  /** It changes what other schemas of the database share. */
  readonly alone: boolean;
}

const FOLDER = join(import.meta.dirname, "../schema/cases");

/** The cases of test/schema/cases/ that a server of this major knows. */
export function schemaCases(major: number): readonly SchemaCase[] {
  return readdirSync(FOLDER).flatMap((file) =>
    readFileSync(join(FOLDER, file), "utf8")
      .split(/^-- case: /m)
      .slice(1)
      .flatMap((text) => {
        const [name = "", ...lines] = text.split("\n");
        const from = lines.flatMap((line) => /^-- from: (\d+)$/.exec(line)?.[1] ?? [])[0];
        if (from !== undefined && Number(from) > major) return [];
        return [{ name, sql: lines.join("\n"), alone: lines.includes("-- alone") }];
      }),
  );
}

/** SQL that makes a case in a schema of that name, which also begins the names of what lies in no schema. */
export function caseSql({ sql }: SchemaCase, schema: string, roles: readonly [string, string]): string {
  const filled = sql.replaceAll("SCHEMA", schema).replaceAll("ROLE_A", roles[0]).replaceAll("ROLE_B", roles[1]);
  return `create schema ${schema}; set search_path = ${schema}, public;\n${filled}\nreset check_function_bodies;\n`;
}

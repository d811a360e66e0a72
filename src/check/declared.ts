import type { Finding } from "../errors.ts";
import type { Project } from "../project.ts";
import { schemaDifferences } from "../schema/delta/difference.ts";
import type { DifferenceSettings } from "../schema/delta/settings.ts";
import type { Workplace } from "../workplace.ts";

/** A declared schema that a check compares the graph with. */
export interface DeclaredCheck extends Pick<DifferenceSettings, "include" | "exclude" | "scratch" | "makeRoles"> {
  /** A file of SQL, a folder of such files in any order, or the URL of a database. */
  readonly schema: string;
}

/** What all heads together build, where it is not what is declared. The order of columns is nobody's fault. */
export async function declaredFindings(
  workplace: Workplace,
  project: Project,
  { schema, ...settings }: DeclaredCheck,
  signal: AbortSignal,
): Promise<readonly Finding[]> {
  const place = { workplace, project, revisions: project.graph.heads(), signal };
  const differences = await schemaDifferences(place, { from: schema, ...settings });
  return differences
    .filter(({ grade }) => grade === "difference")
    .map(({ message }) => ({
      code: "schema_differs",
      message: `${message} (declared → built by the revisions)`,
      hint: `\`migraph diff-schema ${schema}\` shows the SQL that leads there`,
    }));
}

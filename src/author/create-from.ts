import { UsageError } from "../errors.ts";
import type { Created, CreatedFrom, SchemaDelta } from "../results.ts";
import { generateId } from "../revision/id.ts";
import { schemaDelta } from "../schema/delta/difference.ts";
import type { DifferenceSettings } from "../schema/delta/settings.ts";
import type { Workplace } from "../workplace.ts";
import { writeNew } from "./authoring.ts";
import type { CreateOptions } from "./create.ts";
import { differencePlace } from "./difference.ts";

export interface CreateFromOptions
  extends DifferenceSettings,
    Pick<CreateOptions, "splice" | "labels" | "depends" | "revisionId" | "path" | "edit"> {
  /** Writes also what loses rows. */
  readonly allowDestructive?: boolean | undefined;
}

/**
 * Writes the revisions that lead to a declared schema, one on top of the other: more than one where something has to be
 * committed first, or takes no transaction. None where there is no difference.
 */
export async function createFrom(
  workplace: Workplace,
  message: string,
  options: CreateFromOptions,
  signal: AbortSignal,
): Promise<CreatedFrom> {
  const place = differencePlace(workplace, options, signal);
  const delta = await schemaDelta(place, options);
  assertAllowed(delta, options);
  const { config, emit } = workplace;
  const { splice, labels, depends, revisionId, path, edit, root } = options;
  const revisions: Created[] = [];
  for (const [index, { kind, up, down }] of delta.scripts.entries()) {
    const [before] = revisions.slice(-1);
    const isFirst = before === undefined;
    // The first one bears what was asked for; the others only go on.
    const more: CreateOptions = isFirst
      ? { ...(root ? { root } : { parents: options.parents }), splice, labels, depends, revisionId }
      : { parents: [before.revision] };
    const names = delta.scripts.length === 1 || kind === "main" ? message : `${message}: ${WORDS[kind]}`;
    revisions.push(
      await writeNew({ ...config, emit }, names, {
        revisionId: generateId(),
        ...definedOnly(more),
        path,
        up,
        down,
        edit: index === 0 ? edit : undefined,
      }),
    );
  }
  return { ...delta, revisions };
}

const WORDS = {
  values: "new values of enums",
  main: "",
  outside: "outside a transaction",
  late: "look at what is there",
};

function definedOnly(options: CreateOptions): CreateOptions {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function assertAllowed({ scripts, possible_renames }: SchemaDelta, { allowDestructive }: CreateFromOptions): void {
  const losses = scripts.flatMap(({ destructive }) => destructive);
  if (losses.length === 0 || allowDestructive) return;
  const renames = possible_renames.map((rename) => `--rename ${rename}`).join(" ");
  throw new UsageError(`the difference is destructive: ${losses.join("; ")}`, {
    code: "destructive",
    hint: `${renames === "" ? "" : `if something was renamed, say so: ${renames}; `}--allow-destructive writes it all the same, and \`migraph diff-schema\` shows it`,
    data: { destructive: losses, possible_renames },
  });
}

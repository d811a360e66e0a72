import { UsageError } from "../../errors.ts";
import type { Project } from "../../project.ts";
import type { HeaderChange } from "../../results.ts";
import type { RevisionFolder } from "../../revision/folder.ts";
import type { formatUpHeader } from "../../revision/header.ts";
import { checkedMessage } from "../create.ts";
import { contract } from "./contract.ts";
import { chooseRun } from "./run.ts";

export interface SquashSettings {
  /** What the new revision says of itself; else what its end says, and how many came before. */
  readonly message?: string | undefined;
  /** What goes on from inside of the run goes on from the new revision. */
  readonly reparent?: boolean | undefined;
  /** Labels that are given up. */
  readonly dropLabels?: readonly string[] | undefined;
}

/** What a squash comes to, before anything is changed. */
export interface SquashPlan {
  /** The revision whose id and folder stay. */
  readonly end: RevisionFolder;
  /** In graph order, the end among them. */
  readonly run: readonly RevisionFolder[];
  readonly header: Parameters<typeof formatUpHeader>[0] & Pick<RevisionFolder, "replaces">;
  /** The dependencies as ids. */
  readonly dependencies: readonly string[];
  /** Ids of all that must be there before the run. */
  readonly before: ReadonlySet<string>;
  readonly carried: readonly HeaderChange[];
  readonly heads: readonly string[];
}

/** Throws GraphError or UsageError for what cannot be. */
export function planSquash(project: Project, words: readonly string[], settings: SquashSettings): SquashPlan {
  const { graph, folders } = project;
  const { ids, end: endId } = chooseRun(graph, words, settings.reparent ?? false);
  const run = ids.flatMap((id) => folders.get(id) ?? []);
  const end = run.find(({ id }) => id === endId);
  if (end === undefined) throw new TypeError(`${endId} has no folder`);
  const dropped = new Set(settings.dropLabels ?? []);
  assertBorne(run, dropped);
  const inside = new Set(ids);
  const { parents, depends, labels, lost, carried, heads } = contract(project, inside, endId, dropped);
  const [first] = lost;
  if (first !== undefined) throw lostLabel(first, lost);
  const replaces = run.flatMap(({ id, replaces }) => (id === endId ? replaces : [...replaces, id]));
  const message = checkedMessage(settings.message ?? defaultMessage(end, run.length));
  const bearers = graph.labels();
  return {
    end,
    run,
    header: { revision: endId, parents, message, created: end.created, labels, depends, replaces },
    dependencies: depends.map((name) => (graph.has(name) ? name : (bearers.get(name) ?? name))),
    before: graph.ancestors(ids).difference(inside),
    carried,
    heads,
  };
}

function defaultMessage({ message }: RevisionFolder, count: number): string {
  if (message === "") return `${count} revisions in one`;
  return `${message}, with the ${count === 2 ? "revision" : `${count - 1} revisions`} before it`;
}

function assertBorne(run: readonly RevisionFolder[], dropped: ReadonlySet<string>): void {
  const borne = run.flatMap(({ labels }) => labels);
  const stranger = [...dropped].find((label) => !borne.includes(label));
  if (stranger === undefined) return;
  throw new UsageError(`no revision of the run bears the label ${stranger}`, {
    code: "unknown_label",
    hint: borne.length === 0 ? "they bear none: leave --drop-label out" : `they bear ${borne.join(", ")}`,
  });
}

function lostLabel(first: { label: string; bearer: string }, lost: readonly { label: string }[]): UsageError {
  const { label, bearer } = first;
  return new UsageError(`the label ${label} of ${bearer} would name another branch after the squash, whoever bore it`, {
    code: "label_lost",
    hint: `give it up with ${lost.map((each) => `--drop-label ${each.label}`).join(" ")}, or squash a run that leaves ${bearer} out`,
    data: { labels: lost.map((each) => each.label) },
  });
}

import type { Finding } from "../errors.ts";
import type { RevisionFolder } from "../revision/folder.ts";
import { lineOfKey } from "../revision/header-lines.ts";
import { isBlank } from "../script/blank.ts";

/** What a header should say for people, and for an order that they expect. None of it stops a run. */
export function headerFindings(revisions: readonly RevisionFolder[]): readonly Finding[] {
  const instants = new Map(
    revisions.map(({ id, created }) => [id, created === undefined ? Number.NaN : Date.parse(created)]),
  );
  return revisions.flatMap((folder) => {
    const { id, message, created, parents, up } = folder;
    const at = (key: string) => ({ file: up.path, line: lineOfKey(up.text, key) ?? 1, revision: id });
    const findings: Finding[] = [];
    if (message === "") {
      const hint = "say in a few words what the revision does, as in `-- message: Add user preferences`";
      findings.push({ code: "missing_message", message: "the header has no message", hint, ...at("message") });
    }
    if (created === undefined) {
      const hint = "without it the revision counts as the oldest; write `-- created: 2026-11-21T10:30:45Z`";
      findings.push({ code: "missing_created", message: "the header has no created", hint, ...at("created") });
    }
    const younger = parents.find((parent) => (instants.get(parent) ?? Number.NaN) > (instants.get(id) ?? Number.NaN));
    if (younger !== undefined) {
      findings.push({
        code: "created_before_parent",
        message: `${id} was created before its parent ${younger}`,
        hint:
          "parents come first all the same; to correct the time, while it is not applied: " +
          `\`migraph rebase ${[id, ...parents].join(" --onto ")} --touch\``,
        ...at("created"),
      });
    }
    return [...findings, ...emptyDown(folder)];
  });
}

/** Nothing is there to take back what the revision does, and nobody says that this is meant. */
function emptyDown({ id, up, down }: RevisionFolder): readonly Finding[] {
  if (down === undefined || down.irreversible !== undefined) return [];
  if (!isBlank(down.text) || isBlank(up.text)) return [];
  return [
    {
      code: "empty_down",
      message: "it takes nothing back, and up.sql has something to take back",
      hint: "write the way back, or make `-- irreversible: why` its first line",
      file: down.path,
      line: 1,
      revision: id,
    },
  ];
}

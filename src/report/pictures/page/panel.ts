import type { Standing } from "../../../results/pictures.ts";
import { RADIUS } from "../geometry.ts";
import { stateIn } from "../marks.ts";
import { html, svg } from "./element.ts";
import type { Model } from "./model.ts";
import { markElement } from "./row.ts";
import { sqlElement } from "./sql.ts";

/** What there is to know of one revision: header, neighbours, where it stands, and its scripts. */
export function panelContents(model: Model, row: number): readonly Node[] {
  const { id, message, labels, head, created, path, parents, depends, outside, secret } = model.revision(row);
  const badges = [
    ...(head ? [html("span", { class: "badge head" }, "head")] : []),
    ...labels.map((label) => html("span", { class: "badge label" }, label)),
  ];
  const neighbours: readonly (readonly [string, readonly number[]])[] = [
    ["Parents", parents],
    ["Children", model.children[row] ?? []],
    ["Needs", depends],
    ["Needed by", model.dependents[row] ?? []],
  ];
  const facts = html("dl");
  for (const [name, value] of [
    ["Created", created],
    ["Folder", path ?? "not on disk"],
  ] as const) {
    if (value !== null) facts.append(html("dt", {}, name), html("dd", {}, value));
  }
  for (const [name, rows] of neighbours) {
    const links = rows.map((each) => html("li", {}, link(model, each)));
    if (links.length > 0) facts.append(html("dt", {}, name), html("dd", {}, html("ul", {}, ...links)));
    else if (name === "Parents" && outside.length === 0) facts.append(html("dt", {}, name), html("dd", {}, "none"));
  }
  if (outside.length > 0) facts.append(html("dt", {}, "Not drawn"), html("dd", {}, outside.join(", ")));
  return [
    html("p", { class: "id" }, id, ...badges),
    html("h2", { id: "panel-title" }, message === "" ? "(no message)" : message),
    facts,
    ...standings(model, row),
    ...(secret
      ? [html("p", { class: "note" }, "This revision is secret: its scripts are not in this page.")]
      : scripts(model, row)),
  ];
}

function link(model: Model, row: number): HTMLElement {
  const { id, message } = model.revision(row);
  return html(
    "button",
    { type: "button", class: "link", "data-row": row },
    html("span", { class: "id" }, id),
    ` ${message}`,
  );
}

function standings(model: Model, row: number): readonly Node[] {
  if (model.databases.length === 0) return [];
  const lines = model.databases.map(({ name, error }, index) => {
    const standing = model.revision(row).standings[index] ?? null;
    const cell = html("td");
    if (standing !== null) {
      const icon = svg("svg", { class: "icon", viewBox: "0 0 16 16", "aria-hidden": "true" });
      icon.append(markElement(stateIn(standing), 8, 8, RADIUS));
      cell.append(icon, standingWords(standing));
    } else cell.append(error === null ? "not there" : `could not be read: ${error}`);
    return html("tr", {}, html("th", { scope: "row" }, name), cell);
  });
  return [html("table", { class: "standings" }, html("caption", {}, "Where it stands"), html("tbody", {}, ...lines))];
}

function standingWords({ state, edited, applied }: Standing): string {
  if (applied === undefined) return state;
  const time = applied.at
    .replace("T", " ")
    .replace(/\.\d+/, "")
    .replace(/\+00:00$/, " UTC");
  const how = applied.stamped ? "stamped" : "run";
  const took = applied.duration_ms === null || applied.stamped ? "" : `, in ${Math.round(applied.duration_ms)} ms`;
  const changed = edited === undefined ? "" : `; since then changed: ${edited.join(", ")}`;
  return `${state}, ${how} ${time} by ${applied.by}${took}${changed}`;
}

function scripts(model: Model, row: number): readonly Node[] {
  const { up, down, verify } = model.scripts(row);
  if ([up, down, verify].every((text) => text === null)) {
    return [html("p", { class: "note" }, "There are no scripts to show.")];
  }
  return [["up.sql", up] as const, ["down.sql", down] as const, ["verify.sql", verify] as const].flatMap(
    ([name, text]) =>
      text === null ? [] : [html("details", { open: "" }, html("summary", {}, name), sqlElement(text))],
  );
}

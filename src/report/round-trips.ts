import { formatDuration } from "../duration.ts";
import type { MigraphEvent } from "../events.ts";
import type { RoundTrips } from "../results.ts";
import { findingLines } from "./error.ts";
import { ellipsisOf, type Output } from "./output.ts";
import { serverWords } from "./scratch.ts";
import { fitText } from "./text.ts";
import { displayWidth } from "./width.ts";

type Event = Extract<MigraphEvent, { readonly type: "round-trip-started" | "round-trip-finished" | "replay-started" }>;

/** A terminal that echoes ^C behind a full line would begin another one. */
const LEFT_FREE = 3;

/** One revision in one line; the place in the list is told while it is under way. */
export function roundTripLine(event: Event, output: Output, word: string, duration?: number): string {
  const { revision, message, index, total } = event;
  const { dim, green, red, yellow } = output.colors;
  const paint = word === "failed" ? red : word === "irreversible" ? yellow : word === "restored" ? green : dim;
  const tail = duration === undefined ? `  (${index + 1} of ${total})` : `  ${formatDuration(duration)}`;
  const room = (output.width ?? Number.POSITIVE_INFINITY) - LEFT_FREE - displayWidth(tail);
  const parts = [{ text: `  ${word.padEnd(12)}`, paint }, { text: ` ${revision}  ` }, { text: message }];
  return fitText(parts, room, ellipsisOf(output)) + dim(tail);
}

/** Findings go to stderr, the verdict to stdout. */
export function printRoundTrips(result: RoundTrips, output: Output): void {
  const { red, green, yellow } = output.colors;
  for (const finding of result.findings) {
    const mark = finding.severity === "error" ? red("error:") : yellow("warning:");
    for (const line of findingLines(finding, output, mark)) output.complain(line);
  }
  const { revisions, irreversible, untested } = result;
  const failing = new Set(
    result.findings.filter(({ severity }) => severity === "error").map(({ revision }) => revision),
  ).size;
  const parts = [
    result.ok ? `${counted(revisions)} up, down and up again` : `${failing} of ${counted(revisions)} failed`,
    ...(irreversible === 0 ? [] : [`${irreversible} irreversible`]),
    ...(untested === 0 ? [] : [`${untested} not tested`]),
  ];
  output.print(`${result.ok ? green("ok") : red("not ok")}: ${parts.join(", ")}, on ${serverWords(result.server)}`);
}

function counted(revisions: number): string {
  return `${revisions} ${revisions === 1 ? "revision" : "revisions"}`;
}

/** The document of --json: every finding with the same keys. */
export function roundTripsDocument(result: RoundTrips): object {
  const none = { hint: null, file: null, line: null, revision: null };
  const findings = result.findings.map(({ code, severity, message, ...place }) => {
    return { code, severity, message, ...none, ...place };
  });
  return { ...result, findings };
}

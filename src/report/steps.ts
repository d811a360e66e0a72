import { formatDuration } from "../duration.ts";
import type { StepReport } from "../events.ts";
import { ellipsisOf, type Output } from "./output.ts";
import { fitText, type TextPart } from "./text.ts";
import { displayWidth } from "./width.ts";

/** A terminal that echoes ^C behind a full line would begin another one. */
const LEFT_FREE = 3;

/** One step in one line; what the message cannot have of the terminal's width is cut off it. */
export function stepLine(step: StepReport, output: Output, note = ""): string {
  const { cyan, dim, yellow } = output.colors;
  const paint = step.direction === "up" || step.direction === "stamp" ? cyan : yellow;
  const parts: TextPart[] = [{ text: `  ${step.direction.padEnd(7)}`, paint }, { text: ` ${step.revision}  ` }];
  const took = step.duration_ms === undefined ? "" : `  ${formatDuration(step.duration_ms)}`;
  const tail = `${took}${note}`;
  const room = (output.width ?? Number.POSITIVE_INFINITY) - LEFT_FREE - displayWidth(tail);
  return fitText([...parts, { text: step.message }], room, ellipsisOf(output)) + dim(tail);
}

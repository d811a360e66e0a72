import type { GeneratedStage } from "./generate.ts";
import type { Draft } from "./prove.ts";
import { scriptText } from "./text.ts";

/** The texts of a stage, with the header's lines that say how they are run. */
export async function draftOf({ up, down }: GeneratedStage): Promise<Draft> {
  const header = (transaction: boolean) => (transaction ? "" : "-- transaction: off\n\n");
  return {
    up: `${header(up.transaction)}${await scriptText(up)}`,
    down: `${header(down.transaction)}${await scriptText(down)}`,
  };
}

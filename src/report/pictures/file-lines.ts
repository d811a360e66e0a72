import type { Colors, Lines } from "../output.ts";

const PLAIN = new Proxy({} as Colors, { get: () => String });

/** Takes what a report prints for a file: as long as it comes, and without colours. */
export class FileLines implements Lines {
  readonly verbose: boolean;
  readonly colors = PLAIN;
  readonly width = undefined;
  readonly unicode = true;
  text = "";

  constructor(verbose: boolean) {
    this.verbose = verbose;
  }

  print(text: string): void {
    this.text += `${text}\n`;
  }
}

import pc from "picocolors";
import type { Answer, Output } from "../../src/report/output.ts";

/** Takes down what a report says, without colours. */
export class Paper implements Output {
  readonly json = false;
  readonly quiet = false;
  readonly verbose: boolean;
  readonly width: number | undefined;
  readonly unicode: boolean;
  readonly asks = false;
  readonly colors = pc.createColors(false);
  readonly printed: string[] = [];
  readonly complaints: string[] = [];
  readonly documents: unknown[] = [];
  readonly shown: string[] = [];

  constructor(options: { verbose?: boolean; width?: number; unicode?: boolean } = {}) {
    this.verbose = options.verbose ?? false;
    this.width = options.width;
    this.unicode = options.unicode ?? true;
  }

  get text(): string {
    return this.printed.join("\n");
  }

  get problems(): string {
    return this.complaints.join("\n");
  }

  print(text: string): void {
    this.printed.push(text);
  }

  raw(text: string): void {
    this.printed.push(text);
  }

  progress(text: string): void {
    this.shown.push(text);
  }

  document(value: unknown): void {
    this.documents.push(value);
  }

  complain(text: string): void {
    this.complaints.push(text);
  }

  confirm(): Promise<Answer> {
    return Promise.resolve("yes");
  }
}

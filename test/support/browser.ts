import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type Browser, type BrowserContextOptions, chromium, type Page } from "playwright-core";
import { afterAll, onTestFinished } from "vitest";
import { scratchDirectory } from "./project.ts";

const PROGRAMS = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
const program = [process.env["CHROMIUM"] ?? "", ...PROGRAMS].find((path) => path !== "" && existsSync(path));

/** Why tests in a browser are skipped; undefined where there is one. */
export const NO_BROWSER = program === undefined ? "there is no chromium on this machine" : undefined;

/** Nothing of the browser's own goes over the network, and every start has an empty profile. */
const SWITCHES = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

let browser: Promise<Browser> | undefined;
afterAll(async () => (await browser)?.close());

export interface OpenedPage {
  readonly page: Page;
  /** Everything that was asked for but the file itself. All of it is refused. */
  readonly requests: readonly string[];
  /** What went wrong in the page: errors, and what its policy refused. */
  readonly faults: readonly string[];
}

/** Opens text as a file in a browser; closed when the test is over. */
export async function openFile(name: string, text: string, options: BrowserContextOptions = {}): Promise<OpenedPage> {
  browser ??= chromium.launch({ args: SWITCHES, ...(program === undefined ? {} : { executablePath: program }) });
  const context = await (await browser).newContext({ reducedMotion: "reduce", ...options });
  onTestFinished(() => context.close());
  const path = join(scratchDirectory(), name);
  writeFileSync(path, text);
  const address = pathToFileURL(path).href;
  const requests: string[] = [];
  const faults: string[] = [];
  await context.route("**/*", (route) => {
    const url = route.request().url();
    if (url === address) return route.continue();
    requests.push(url);
    return route.abort();
  });
  const page = await context.newPage();
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  await page.goto(address);
  return { page, requests, faults };
}

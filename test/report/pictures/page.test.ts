import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { htmlText } from "../../../src/report/pictures/html.ts";
import type { Graph } from "../../../src/results.ts";
import { NO_BROWSER, openFile } from "../../support/browser.ts";
import { graph, inDatabases } from "./graphs.ts";

const scripts = (up: string) => ({ up, down: "drop table t;", verify: null });

const SMALL = graph("top merge; merge left right; right low; left low; low base; base", {
  left: { labels: ["billing"], scripts: scripts("create table invoice ();") },
  right: {
    labels: ["notify"],
    message: "Tell people",
    depends: ["left"],
    scripts: scripts("create table message ();"),
  },
  low: { scripts: { ...scripts("select 1;"), verify: "select true;" } },
  base: { secret: true, scripts: { up: null, down: null, verify: null } },
});

async function open(drawn: Graph, options: BrowserContextOptions = {}) {
  const opened = await openFile("graph.html", htmlText(drawn), options);
  await opened.page.locator("[data-row]").first().waitFor();
  return opened;
}

const chosen = (page: Page) => page.locator('[role="option"][aria-selected="true"]');
const chosenId = (page: Page) => chosen(page).locator(".id").textContent();
const panel = (page: Page) => page.getByRole("complementary");
const rows = (page: Page) => page.locator("#graph").getByRole("option");
const row = (page: Page, id: string) => rows(page).and(page.getByRole("option", { name: new RegExp(`^${id},`) }));
const opacity = async (page: Page, id: string) => {
  const texts = `#${await row(page, id).getAttribute("id")} .texts`;
  return Number(await page.evaluate(`getComputedStyle(document.querySelector("${texts}")).opacity`));
};
const transform = (page: Page) => page.locator("#graph > g").first().getAttribute("transform");
const scale = async (page: Page) => Number(/scale\(([\d.]+)\)/.exec((await transform(page)) ?? "")?.[1]);
/** Waits until the picture is drawn where it has been moved to. */
const moved = async (page: Page, from: string | null) => await expect.poll(() => transform(page)).not.toBe(from);

describe.skipIf(NO_BROWSER)(`the html picture in a browser${NO_BROWSER ? ` (skipped: ${NO_BROWSER})` : ""}`, () => {
  it("lists every revision with its message, newest first", async () => {
    const { page, requests, faults } = await open(SMALL);
    const names = await rows(page).evaluateAll((all) => all.map((each) => each.ariaLabel));
    expect(names).toEqual([
      "top, Make top, head",
      "merge, Make merge",
      "right, Tell people, label notify",
      "left, Make left, label billing",
      "low, Make low",
      "base, Make base",
    ]);
    expect([requests, faults]).toEqual([[], []]);
  });

  it("shows a revision that is clicked: scripts, parents and children as links, and closes with Escape", async () => {
    const { page } = await open(SMALL);
    await row(page, "left").click();
    await expect.poll(() => panel(page).textContent()).toContain("create table invoice ();");
    expect(await panel(page).getByRole("heading").textContent()).toBe("Make left");
    expect(await panel(page).textContent()).toMatch(/Needed by\s*right Tell people/);
    await panel(page).getByRole("button", { name: "low Make low" }).click();
    await expect
      .poll(() => panel(page).textContent())
      .toMatch(/up\.sql[\s\S]*select 1;[\s\S]*down\.sql[\s\S]*drop table t;[\s\S]*verify\.sql[\s\S]*select true;/);
    expect(await chosenId(page)).toBe("low");
    await page.keyboard.press("Escape");
    await expect.poll(() => panel(page).isVisible()).toBe(false);
    expect(await chosenId(page)).toBe("low");
    await page.keyboard.press("Escape");
    await expect.poll(() => chosen(page).count()).toBe(0);
  });

  it("does not show the scripts of a secret revision, and says why", async () => {
    const { page } = await open(SMALL);
    await row(page, "base").click();
    await expect.poll(() => panel(page).textContent()).toContain("This revision is secret");
    expect(await panel(page).locator("pre").count()).toBe(0);
  });

  it("finds by message, id and label, and goes on with Enter and back with Shift+Enter", async () => {
    const { page } = await open(SMALL);
    const count = page.locator("#count");
    await page.keyboard.press("/");
    await page.keyboard.type("make");
    await expect.poll(() => count.textContent()).toBe("5 found");
    await page.keyboard.press("Enter");
    await expect.poll(() => chosenId(page)).toBe("top");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Enter");
    await expect.poll(() => chosenId(page)).toBe("left");
    expect(await count.textContent()).toBe("3 of 5");
    await page.keyboard.press("Shift+Enter");
    await expect.poll(() => chosenId(page)).toBe("merge");
    await page.getByRole("searchbox").fill("notify");
    await page.keyboard.press("Enter");
    await expect.poll(() => chosenId(page)).toBe("right");
    await page.getByRole("searchbox").fill("nothing like it");
    await expect.poll(() => count.textContent()).toBe("none");
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("searchbox").inputValue()).toBe("");
    expect(await count.textContent()).toBe("");
  });

  it("is walked with the keys: to parents, children, the one beside, the oldest and the newest", async () => {
    const { page } = await open(SMALL);
    const press = async (key: string, id: string) => {
      await page.keyboard.press(key);
      await expect.poll(() => chosenId(page)).toBe(id);
    };
    await press("Home", "top");
    await press("ArrowDown", "merge");
    await press("ArrowDown", "left");
    await press("ArrowRight", "right");
    await press("ArrowLeft", "left");
    await press("End", "base");
    await press("ArrowUp", "low");
    await page.keyboard.press("Enter");
    await expect.poll(() => panel(page).getByRole("heading").textContent()).toBe("Make low");
    await press("ArrowDown", "base");
    expect(await panel(page).getByRole("heading").textContent()).toBe("Make base");
  });

  it("marks what is above and below the chosen one, and fades the rest", async () => {
    const { page } = await open(SMALL);
    await row(page, "left").click();
    await expect.poll(() => opacity(page, "merge")).toBe(1);
    // By a dependency.
    expect(await opacity(page, "right")).toBe(1);
    await row(page, "right").click();
    await expect.poll(() => opacity(page, "left")).toBe(1);
    await page.keyboard.press("Escape");
    const alone = await open(graph("b a; c a; a"));
    await row(alone.page, "b").click();
    await expect.poll(() => opacity(alone.page, "c")).toBeLessThan(1);
  });

  it("pans by dragging and arrows, zooms by wheel, keys and buttons, and shows all again", async () => {
    const { page } = await open(SMALL);
    const first = await transform(page);
    await page.mouse.move(700, 400);
    await page.mouse.down();
    await page.mouse.move(760, 460, { steps: 4 });
    await page.mouse.up();
    await moved(page, first);
    expect(await chosen(page).count()).toBe(0);
    const dragged = await transform(page);
    await page.keyboard.press("ArrowDown");
    await moved(page, dragged);
    const before = await scale(page);
    await page.mouse.wheel(0, -300);
    await expect.poll(() => scale(page)).toBeGreaterThan(before);
    const wheeled = await scale(page);
    await page.keyboard.press("-");
    await expect.poll(() => scale(page)).toBeLessThan(wheeled);
    await page.getByRole("button", { name: "Zoom in" }).click();
    await expect.poll(() => scale(page)).toBeCloseTo(wheeled);
    await page.keyboard.press("0");
    await expect.poll(() => transform(page)).toBe(first);
  });

  it("zooms with two fingers", async () => {
    const { page } = await open(SMALL, { hasTouch: true });
    const before = await scale(page);
    const touches = await page.context().newCDPSession(page);
    const fingers = (type: "touchStart" | "touchMove", apart: number) =>
      touches.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: [
          { x: 500 - apart, y: 400, id: 1 },
          { x: 500 + apart, y: 400, id: 2 },
        ],
      });
    await fingers("touchStart", 50);
    for (const apart of [60, 80, 110, 150]) await fingers("touchMove", apart);
    await touches.send("Input.dispatchTouchEvent", { type: "touchEnd", touchPoints: [] });
    await expect.poll(() => scale(page)).toBeGreaterThan(before * 1.5);
  });

  it("narrows to a branch", async () => {
    const { page } = await open(SMALL);
    await page.getByLabel("Branch").selectOption("notify");
    await expect.poll(() => page.locator("#count").textContent()).toBe("3 found");
    const out = page.locator(".out .id");
    expect(await out.allTextContents()).toEqual(["left", "low", "base"]);
  });

  it("explains its keys, and the explanation closes with Escape", async () => {
    const { page } = await open(SMALL);
    await page.keyboard.press("?");
    await expect.poll(() => page.getByRole("dialog").isVisible()).toBe(true);
    await page.keyboard.press("Escape");
    await expect.poll(() => page.getByRole("dialog").isVisible()).toBe(false);
  });

  it("shows where a revision stands in each database, and which could not be read", async () => {
    const applied = { at: "2026-01-02T03:04:05.678901+00:00", by: "ann", duration_ms: 12, stamped: false };
    const drawn = inDatabases(graph("b a; a", { a: { state: "edited" }, b: { state: "partial" } }), {
      live: { a: { state: "applied", edited: ["up.sql"], applied }, b: { state: "pending" } },
      staging: { a: { state: "applied", applied }, b: { state: "applied", applied: { ...applied, stamped: true } } },
      lost: null,
    });
    const { page } = await open(drawn);
    await row(page, "a").click();
    await expect
      .poll(() => panel(page).textContent())
      .toContain("applied, run 2026-01-02 03:04:05 UTC by ann, in 12 ms; since then changed: up.sql");
    expect(await panel(page).textContent()).toContain("could not be read: nobody answers");
    await row(page, "b").click();
    await expect.poll(() => panel(page).textContent()).toMatch(/live\s*pending\s*staging\s*applied, stamped/);
    await page.getByLabel("Database").selectOption({ label: "2 staging" });
    await page.getByLabel("State").selectOption("applied");
    await expect.poll(() => page.locator("#count").textContent()).toBe("1 of 2");
    await page.getByLabel("Database").selectOption({ label: "1 live" });
    await expect.poll(() => page.locator("#count").textContent()).toBe("none");
    const legend = await page.locator("footer").textContent();
    for (const words of ["applied in some databases", "pending", "edited since", "3 lost (could not be read)"]) {
      expect(legend).toContain(words);
    }
  });
});

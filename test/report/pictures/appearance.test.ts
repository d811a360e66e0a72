import type { BrowserContextOptions, Page } from "playwright-core";
import { describe, expect, it } from "vitest";
import { htmlText } from "../../../src/report/pictures/html.ts";
import { svgText } from "../../../src/report/pictures/svg.ts";
import { NO_BROWSER, openFile } from "../../support/browser.ts";
import { graph, HOSTILE, inDatabases } from "./graphs.ts";

const SMALL = graph("top merge; merge left right; right low; left low; low base; base", {
  left: { labels: ["billing"] },
  right: { depends: ["left"] },
});
const BIG = graph(
  Array.from({ length: 2_000 }, (_, index) => (index === 1_999 ? "r1999" : `r${index} r${index + 1}`)).join("; "),
);
const TRAP = graph("a", {
  a: {
    message: HOSTILE,
    path: HOSTILE,
    scripts: { up: `${HOSTILE}\n<img src="http://192.0.2.1/x" onerror="hacked = 1">`, down: HOSTILE, verify: null },
  },
});

const html = (drawn: typeof SMALL, options: BrowserContextOptions = {}) =>
  openFile("graph.html", htmlText(drawn), options);
const style = (page: Page, selector: string, name: string) =>
  page.evaluate<string>(`getComputedStyle(document.querySelector("${selector}")).getPropertyValue("${name}")`);
/** How light a colour is, from 0 to 255. */
const lightness = (color: string) => {
  const [red = 0, green = 0, blue = 0] = (color.match(/[\d.]+/g) ?? []).map(Number);
  return (red + green + blue) / 3;
};

describe.skipIf(NO_BROWSER)(`pictures in a browser${NO_BROWSER ? ` (skipped: ${NO_BROWSER})` : ""}`, () => {
  it("hostile messages, paths and scripts are text: nothing runs, and nothing is asked for", async () => {
    const { page, requests, faults } = await html(TRAP);
    await page.locator("#graph").getByRole("option").click();
    await expect.poll(() => page.getByRole("complementary").textContent()).toContain("<script>alert(1)</script>");
    expect(await page.locator("pre").first().textContent()).toContain('onerror="hacked = 1"');
    expect(await page.locator("img, iframe, link").count()).toBe(0);
    expect(await page.evaluate("typeof hacked")).toBe("undefined");
    const svg = await openFile("graph.svg", svgText(TRAP));
    expect(await svg.page.locator("text.message").textContent()).toContain("</script><script>alert(1)</script>");
    expect([requests, faults, svg.requests, svg.faults]).toEqual([[], [], [], []]);
  });

  it("the page runs no code but its own, even where some got in", async () => {
    const text = htmlText(SMALL).replace("</body>", "<script>hacked = 1</script><img src='http://192.0.2.1/x'></body>");
    const { page, requests, faults } = await openFile("graph.html", text);
    await page.locator("#graph").getByRole("option").first().waitFor();
    expect(await page.evaluate("typeof hacked")).toBe("undefined");
    expect(requests).toEqual([]);
    expect(faults.join("\n")).toMatch(/Content Security Policy/);
  });

  it("both are dark where the reader's other windows are", async () => {
    const grounds = await Promise.all(
      (["light", "dark"] as const).map(async (colorScheme) => {
        const page = (await html(SMALL, { colorScheme })).page;
        const svg = (await openFile("graph.svg", svgText(SMALL), { colorScheme })).page;
        return [
          lightness(await style(page, "body", "background-color")),
          255 - lightness(await style(page, "#graph .message", "fill")),
          lightness(await style(svg, ".ground", "fill")),
          255 - lightness(await style(svg, ".message", "fill")),
        ];
      }),
    );
    for (const ground of grounds[0] ?? []) expect(ground).toBeGreaterThan(200);
    for (const ground of grounds[1] ?? []) expect(ground).toBeLessThan(60);
  });

  it("the svg is one picture with a title and a description, in which every message stands beside its mark", async () => {
    const { page } = await openFile("graph.svg", svgText(SMALL));
    expect(await page.locator("svg > title").textContent()).toBe("Graph of revisions");
    expect(await page.locator("svg > desc").textContent()).toBe("6 revisions, newest first; head top.");
    const boxes = await page.locator("svg > g > g").evaluateAll((rows) =>
      rows.map((each) => {
        const [mark, text] = [each.querySelector(".mark"), each.querySelector(".message")];
        const [a, b] = [mark?.getBoundingClientRect(), text?.getBoundingClientRect()];
        return {
          apart: (b?.left ?? 0) - (a?.right ?? 0),
          off: Math.abs((a?.y ?? 0) - (b?.y ?? 0)),
          right: b?.right ?? 0,
        };
      }),
    );
    const width = Number(await page.locator("svg").getAttribute("width"));
    expect(boxes).toHaveLength(6);
    for (const { apart, off, right } of boxes) {
      expect(apart).toBeGreaterThan(0);
      expect(off).toBeLessThan(10);
      expect(right).toBeLessThan(width);
    }
  });

  it("no edge and no text lies on another text", async () => {
    const { page } = await html(SMALL);
    await page.locator("#graph").getByRole("option").first().waitFor();
    const overlaps = await page.locator(".texts").evaluateAll((texts) => {
      const boxes = texts.map((each) => each.getBoundingClientRect());
      return boxes.filter((a, index) =>
        boxes.some((b, other) => other !== index && a.bottom > b.top && b.bottom > a.top),
      );
    });
    expect(overlaps).toEqual([]);
  });

  it("on a telephone everything is within the width, and the panel leaves some of the graph to be seen", async () => {
    const drawn = inDatabases(SMALL, { live: { base: { state: "applied" } }, staging: {} });
    const { page } = await html(drawn, { viewport: { width: 360, height: 640 } });
    await page.locator("#graph").getByRole("option", { name: /^left/ }).click();
    await page.getByRole("complementary").waitFor();
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(360);
    for (const control of await page.locator("header button, header input, header select, #close").all()) {
      const box = await control.boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
    }
    const [graphBox, panelBox] = [
      await page.locator("#graph").boundingBox(),
      await page.locator("#panel").boundingBox(),
    ];
    expect((panelBox?.y ?? 0) - (graphBox?.y ?? 0)).toBeGreaterThan(100);
  });

  it("of 2,000 revisions only those in the window are drawn; the search reaches all, the strip shows where", async () => {
    const { page, faults } = await html(BIG);
    const drawn = page.locator("[data-row]");
    await drawn.first().waitFor();
    expect(await drawn.count()).toBeLessThan(60);
    await page.keyboard.press("/");
    await page.keyboard.type("r1500");
    await page.keyboard.press("Enter");
    const found = page.locator("#graph").getByRole("option", { name: /^r1500,/ });
    await found.waitFor();
    const box = await found.boundingBox();
    expect(box?.y).toBeGreaterThan(40);
    expect(box?.y).toBeLessThan(700);
    expect(await found.getAttribute("aria-posinset")).toBe("1501");
    const strip = await page.locator("#overview").boundingBox();
    await page.mouse.click((strip?.x ?? 0) + 5, (strip?.y ?? 0) + (strip?.height ?? 0) - 2);
    await page
      .locator("#graph")
      .getByRole("option", { name: /^r1999,/ })
      .waitFor();
    expect(faults).toEqual([]);
  });

  it("zoomed out, texts are left away, and come back", async () => {
    const { page } = await html(BIG);
    const text = page.locator("#graph .message").first();
    await text.waitFor();
    await page.keyboard.press("0");
    await expect.poll(() => text.isVisible()).toBe(false);
    for (let time = 0; time < 4; time++) await page.keyboard.press("+");
    await expect.poll(() => text.isVisible()).toBe(true);
  });

  it("moves at once for those who want no motion, and glides for the others", async () => {
    const steps = async (reducedMotion: "reduce" | "no-preference") => {
      const { page } = await html(BIG, { reducedMotion });
      await page.locator("[data-row]").first().waitFor();
      await page.evaluate(`
        seen = [];
        const content = document.querySelector("#graph > g");
        new MutationObserver(() => seen.push(content.getAttribute("transform"))).observe(content, { attributes: true });
      `);
      await page.keyboard.press("End");
      await page
        .locator("#graph")
        .getByRole("option", { name: /^r1999,/ })
        .waitFor();
      return page.evaluate<number>("new Set(seen).size");
    };
    expect(await steps("reduce")).toBe(1);
    expect(await steps("no-preference")).toBeGreaterThan(1);
  });

  it("a picture of nothing is empty, and without faults", async () => {
    const nothing = { revisions: [], edges: [], heads: [], databases: [] };
    const { page, faults } = await html(nothing);
    await page.keyboard.press("Enter");
    await page.keyboard.press("0");
    expect(await page.getByRole("heading", { level: 1 }).textContent()).toBe("0 revisions");
    const svg = await openFile("graph.svg", svgText(nothing));
    expect(await svg.page.locator("svg > desc").textContent()).toBe("0 revisions, newest first; no heads.");
    expect([faults, svg.faults]).toEqual([[], []]);
  });
});

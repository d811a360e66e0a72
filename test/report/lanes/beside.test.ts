import { describe, expect, test } from "vitest";
import { drawLanes, type LaneEntry } from "../../../src/report/lanes/draw.ts";
import type { LineText } from "../../../src/report/text.ts";
import { displayWidth } from "../../../src/report/width.ts";
import { entries, picture } from "./notation.ts";

const diamond = "merge left right; right base; left base; base";

function described(notation: string, lines: (id: string) => readonly LineText[]): LaneEntry[] {
  return entries(notation).map((entry) => ({ ...entry, lines: lines(entry.id) }));
}

describe("text beside the lanes", () => {
  test("lines of one revision start in one column and use the rows that link it", () => {
    expect([...drawLanes(described(diamond, (id) => [id, "created today", "by me"]))]).toEqual(picture`
      ●    merge
      ├─╮  created today
      │ │  by me
      │ ●  right
      │ │  created today
      │ │  by me
      ● │  left
      ├─╯  created today
      │    by me
      ●  base
         created today
         by me
    `);
  });

  test("a second line under a root shows that its lane ended", () => {
    expect([...drawLanes(described("a; b", (id) => [id, "more"]))]).toEqual(picture`
      ●  a
         more
      ●  b
         more
    `);
  });

  test("a revision without text, or with an empty line, leaves no blanks at the end", () => {
    expect([...drawLanes(described(diamond, (id) => (id === "left" ? [] : ["", id])))]).toEqual(picture`
      ●
      ├─╮  merge
      │ ●
      │ │  right
      ● │
      ├─╯
      ●
         base
    `);
  });

  test("what is too long for the width ends in an ellipsis", () => {
    const long = described("b a; a", (id) => [`${id} ${"word ".repeat(20)}`]);
    expect([...drawLanes(long, { width: 20 })]).toEqual(["●  b word word word…", "●  a word word word…"]);
    expect([...drawLanes(long, { width: 20, ascii: true })]).toEqual(["●  b word word wo...", "●  a word word wo..."]);
  });

  test("wide and combining characters count as the columns that they take", () => {
    const lines = [
      "表を作る: ユーザー設定",
      "e\u0301te\u0301 e\u0301te\u0301 e\u0301te\u0301 e\u0301te\u0301",
      "👩‍👩‍👧‍👦👍🏽🇫🇷 family",
    ];
    const drawn = [...drawLanes([{ id: "a", parents: [], mark: "●", lines }], { width: 14 })];
    expect(drawn).toEqual(["●  表を作る: …", "   e\u0301te\u0301 e\u0301te\u0301 e\u0301t…", "   👩‍👩‍👧‍👦👍🏽🇫🇷 fam…"]);
    expect(drawn.map(displayWidth)).toEqual([14, 14, 14]);
  });

  test("nothing in a text can command the terminal", () => {
    const lines = ["\x1b[31mred\x1b[0m\ttab\r\n", "\u202eright to left\u009b \u2028 \ud800"];
    expect([...drawLanes([{ id: "a", parents: [], mark: "●", lines }])]).toEqual([
      "●  \\x1b[31mred\\x1b[0m\\ttab\\r\\n",
      "   \\u202eright to left\\x9b \\u2028 \\ud800",
    ]);
  });

  test("parts of a line have their own colours, which take no room", () => {
    const yellow = (text: string) => `<${text}>`;
    const line = [{ text: "3f2a9c", paint: yellow }, { text: " add " }, { text: "settings", paint: yellow }];
    const draw = (width: number) => [...drawLanes([{ id: "a", parents: [], mark: "●", lines: [line] }], { width })];
    expect(draw(22)).toEqual(["●  <3f2a9c> add <settings>"]);
    expect(draw(21)).toEqual(["●  <3f2a9c> add <settin>…"]);
    expect(draw(15)).toEqual(["●  <3f2a9c> add …"]);
    expect(draw(12)).toEqual(["●  <3f2a9c> a…"]);
  });
});

describe("colours of lanes", () => {
  test("each lane is painted with its number, a link with that of the branch", () => {
    const paint = (lane: number, text: string) => `${"abc"[lane]}(${text})`;
    expect([...drawLanes(entries("m x y; a x; y x; x"), { paint })]).toEqual(picture`
      a(●)  m
      a(├)b(─╮)
      a(│) b(│) c(●)  a
      a(├)c(─)b(┼)c(─╯)
      a(│) b(●)  y
      a(├)b(─╯)
      a(●)  x
    `);
  });
});

describe("more lanes than the terminal is wide", () => {
  const branches = Array.from({ length: 8 }, (_, index) => `b${index} base`);
  const rest = Array.from({ length: 8 }, (_, index) => `${index}`);
  const wide = [...rest.map((index) => `h${index} b${index}`), "m b0 b7", ...branches.toReversed(), "base"].join("; ");

  test("lanes beyond keep one column, in which their revisions are shown", () => {
    expect([...drawLanes(entries(wide), { width: 22 })]).toEqual(picture`
      ●  h0
      │ ●  h1
      │ │ ●  h2
      │ │ │ ●  h3
      │ │ │ │…●  h4
      │ │ │ │…●  h5
      │ │ │ │…●  h6
      │ │ │ │…●  h7
      │ │ │ │…●  m
      │ │ │ │ …
      ├─┼─┼─┼─…
      │ │ │ │…●  b7
      │ │ │ │…●  b6
      │ │ │ │ …
      │ │ │ │…●  b5
      │ │ │ │ …
      │ │ │ │…●  b4
      │ │ │ │ …
      │ │ │ ● …  b3
      │ │ │ ├─…
      │ │ ● │  b2
      │ │ ├─╯
      │ ● │  b1
      │ ├─╯
      ● │  b0
      ├─╯
      ●  base
    `);
  });

  test("no line is wider than the terminal, and no revision is lost", () => {
    for (let width = 10; width < 60; width += 1) {
      for (const ascii of [false, true]) {
        const drawn = [...drawLanes(entries(wide), { width, ascii })];
        expect(Math.max(...drawn.map(displayWidth))).toBeLessThanOrEqual(width);
        expect(drawn.filter((line) => line.includes("●"))).toHaveLength(18);
      }
    }
  });
});

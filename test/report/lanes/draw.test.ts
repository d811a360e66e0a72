import { describe, expect, test } from "vitest";
import { drawLanes } from "../../../src/report/lanes/draw.ts";
import { entries, pictures } from "./notation.ts";

function expectPictures(notation: string, { box, ascii }: { box: string[]; ascii: string[] }): void {
  expect([...drawLanes(entries(notation))]).toEqual(box);
  expect([...drawLanes(entries(notation, "*"), { ascii: true })]).toEqual(ascii);
}

describe("drawing lanes", () => {
  test("a line of revisions has no rows between them", () => {
    expectPictures(
      "c b; b a; a",
      pictures`
      ●  c  ¦  *  c
      ●  b  ¦  *  b
      ●  a  ¦  *  a
      `,
    );
  });

  test("two branches of one revision and their merge", () => {
    expectPictures(
      "merge left right; right base; left base; base",
      pictures`
      ●  merge    ¦  *  merge
      ├─╮         ¦  |\
      │ ●  right  ¦  | *  right
      ● │  left   ¦  * |  left
      ├─╯         ¦  |/
      ●  base     ¦  *  base
      `,
    );
  });

  test("a merge of three and its branches that end apart", () => {
    expectPictures(
      "merge a b c; c base; b base; a base; base",
      pictures`
      ●  merge  ¦  *  merge
      ├─┬─╮     ¦  |\-\
      │ │ ●  c  ¦  | | *  c
      │ ● │  b  ¦  | * |  b
      │ ├─╯     ¦  | |/
      ● │  a    ¦  * |  a
      ├─╯       ¦  |/
      ●  base   ¦  *  base
      `,
    );
  });

  test("ten children of one revision take two lanes", () => {
    const children = Array.from({ length: 10 }, (_, index) => `child${index} parent`);
    const picture = children.slice(1).flatMap((_, index) => [`│ ●  child${index + 1}`, "├─╯"]);
    expect([...drawLanes(entries([...children, "parent"].join("; ")))]).toEqual(["●  child0", ...picture, "●  parent"]);
  });

  test("two merges of the same two branches cross", () => {
    expectPictures(
      "m1 a b; m2 a b; b base; a base; base",
      pictures`
      ●  m1      ¦  *  m1
      ├─╮        ¦  |\
      │ │ ●  m2  ¦  | | *  m2
      │ ├─┤      ¦  | |/|
      ├─┼─╯      ¦  |_|/
      │ ●  b     ¦  | *  b
      ● │  a     ¦  * |  a
      ├─╯        ¦  |/
      ●  base    ¦  *  base
      `,
    );
  });

  test("the first parent keeps the column when its lane was further right", () => {
    expectPictures(
      "x m; y trunk; m trunk feature; feature trunk; trunk",
      pictures`
      ●  x            ¦  *  x
      │ ●  y          ¦  | *  y
      ● │  m          ¦  * |  m
      ├─┼─╮           ¦  |-|\
      ├─╯ │           ¦  |/  |
      │   ●  feature  ¦  |   *  feature
      ├───╯           ¦  |__/
      ●  trunk        ¦  *  trunk
      `,
    );
  });

  test("a merge into a lane that is open already joins it", () => {
    expectPictures(
      "x p; m p q; p root; q root; root",
      pictures`
      ●  x     ¦  *  x
      │ ●  m   ¦  | *  m
      ├─┤      ¦  |/|
      ● │  p   ¦  * |  p
      │ ●  q   ¦  | *  q
      ├─╯      ¦  |/
      ●  root  ¦  *  root
      `,
    );
  });

  test("branches within branches", () => {
    expectPictures(
      "m main outer; outer o2 inner; inner o1; o2 o1; o1 base; main base; base",
      pictures`
      ●  m          ¦  *  m
      ├─╮           ¦  |\
      │ ●  outer    ¦  | *  outer
      │ ├─╮         ¦  | |\
      │ │ ●  inner  ¦  | | *  inner
      │ ● │  o2     ¦  | * |  o2
      │ ├─╯         ¦  | |/
      │ ●  o1       ¦  | *  o1
      ● │  main     ¦  * |  main
      ├─╯           ¦  |/
      ●  base       ¦  *  base
      `,
    );
  });

  test("several heads stand side by side and a free column is used again", () => {
    expectPictures(
      "h1 a; h2 a; h3 b; a base; h4 b; b base; base",
      pictures`
      ●  h1      ¦  *  h1
      │ ●  h2    ¦  | *  h2
      ├─╯        ¦  |/
      │ ●  h3    ¦  | *  h3
      ● │  a     ¦  * |  a
      │ │ ●  h4  ¦  | | *  h4
      │ ├─╯      ¦  | |/
      │ ●  b     ¦  | *  b
      ├─╯        ¦  |/
      ●  base    ¦  *  base
      `,
    );
  });

  test("a head takes the leftmost column that is free", () => {
    expectPictures(
      "x root; y b; root; b a; head a; a",
      pictures`
      ●  x       ¦  *  x
      │ ●  y     ¦  | *  y
      ● │  root  ¦  * |  root
        ●  b     ¦    *  b
      ● │  head  ¦  * |  head
      ├─╯        ¦  |/
      ●  a       ¦  *  a
      `,
    );
  });

  test("a merge uses a free column on its left before it crosses lanes", () => {
    expectPictures(
      "x root; y m; z base; root; m a b; b base; a base; base",
      pictures`
      ●  x         ¦  *  x
      │ ●  y       ¦  | *  y
      │ │ ●  z     ¦  | | *  z
      ● │ │  root  ¦  * | |  root
        ● │  m     ¦    * |  m
      ╭─┤ │        ¦   /| |
      ● │ │  b     ¦  * | |  b
      ├─┼─╯        ¦  |_|/
      │ ●  a       ¦  | *  a
      ├─╯          ¦  |/
      ●  base      ¦  *  base
      `,
    );
  });

  test("a line that lies between its ends crosses what it must", () => {
    expectPictures(
      "a base; b other; c base; other; base",
      pictures`
      ●  a        ¦  *  a
      │ ●  b      ¦  | *  b
      │ │ ●  c    ¦  | | *  c
      ├─┼─╯       ¦  |_|/
      │ ●  other  ¦  | *  other
      ●  base     ¦  *  base
      `,
    );
  });

  test("revisions that are not connected do not look it", () => {
    expectPictures(
      "a; b c; c; d",
      pictures`
      ●  a  ¦  *  a
            ¦
      ●  b  ¦  *  b
      ●  c  ¦  *  c
            ¦
      ●  d  ¦  *  d
      `,
    );
  });

  test("a root beside an open lane ends before another head begins under it", () => {
    expectPictures(
      "a base; root; b base; base",
      pictures`
      ●  a       ¦  *  a
      │ ●  root  ¦  | *  root
      │          ¦  |
      │ ●  b     ¦  | *  b
      ├─╯        ¦  |/
      ●  base    ¦  *  base
      `,
    );
  });

  test("a lane to a parent outside the drawing is cut", () => {
    expectPictures(
      "c a outside; b a; a outside",
      pictures`
      ●  c    ¦  *  c
      ├─╮     ¦  |\
      │ ~     ¦  | ~
      │       ¦  |
      │ ●  b  ¦  | *  b
      ├─╯     ¦  |/
      ●  a    ¦  *  a
      ~       ¦  ~
      `,
    );
  });

  test("a parent that came before its child counts as outside", () => {
    expect([...drawLanes(entries("a; b a"))]).toEqual(["●  a", "", "●  b", "~"]);
  });

  test("a parent named twice is one edge, and nothing to draw is no line", () => {
    expect([...drawLanes(entries("b a a; a"))]).toEqual(["●  b", "●  a"]);
    expect([...drawLanes([])]).toEqual([]);
  });
});

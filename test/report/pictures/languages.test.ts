import { describe, expect, it } from "vitest";
import { dotText } from "../../../src/report/pictures/dot.ts";
import { embeddedJson, escapeMarkup } from "../../../src/report/pictures/markup.ts";
import { mermaidText } from "../../../src/report/pictures/mermaid.ts";
import { graph, HOSTILE } from "./graphs.ts";

const SMALL = graph("end left right; right base; left base; base", {
  end: { state: "pending", message: "" },
  right: { state: "edited", depends: ["left"], labels: ["east", "far"] },
  left: { state: "applied" },
  base: { state: "foreign" },
});

describe("mermaid", () => {
  it("is a flowchart with states, labels and dashed dependencies, in the order of the history", () => {
    expect(mermaidText(SMALL)).toBe(`flowchart TD
  r0["end (head)"]:::pending
  r1["right #91;east, far#93;<br/>Make right"]:::edited
  r2["left<br/>Make left"]:::applied
  r3["base<br/>Make base"]:::foreign
  r0 --> r2
  r0 --> r1
  r1 --> r3
  r1 -.-> r2
  r2 --> r3
  classDef applied fill:#d3f2dc,stroke:#1a7f37,color:#0b2e16
  classDef pending fill:#ffffff,stroke:#6e7781,color:#1f2328
  classDef edited fill:#fff1c2,stroke:#9a6700,color:#3b2300
  classDef foreign fill:#ffe0dd,stroke:#b42318,color:#4c0d08,stroke-dasharray:4 3
`);
  });

  it("takes a message for nothing but text", () => {
    const line = mermaidText(graph("a", { a: { message: HOSTILE } })).split("\n")[1] ?? "";
    const inside = /^ {2}r0\["a \(head\)<br\/>(.*)"\]$/.exec(line)?.[1] ?? "";
    expect(inside).toMatch(/^(?:[\p{L}\p{N} ,;!?()/]|#\d+;)+$/u);
    const decoded = inside.replace(/#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
    expect(decoded).toContain("</script><script>alert(1)</script>");
    expect(decoded).toContain("\\x1b[31m");
  });

  it("leaves away edges that lead out of a range", () => {
    expect(mermaidText(graph("b a"))).toBe('flowchart TD\n  r0["b (head)<br/>Make b"]\n');
  });
});

describe("dot", () => {
  it("is a digraph with states, labels and dashed dependencies, in the order of the history", () => {
    const lines = dotText(SMALL).split("\n");
    expect(lines.slice(4)).toEqual([
      '  "end" [label="end (head)", style="rounded", color="#6e7781"];',
      '  "right" [label="right [east, far]\\nMake right", style="rounded,filled", fillcolor="#fff1c2", color="#9a6700"];',
      '  "left" [label="left\\nMake left", style="rounded,filled", fillcolor="#d3f2dc", color="#1a7f37"];',
      '  "base" [label="base\\nMake base", style="rounded,filled,dashed", fillcolor="#ffe0dd", color="#b42318"];',
      '  "end" -> "left";',
      '  "end" -> "right";',
      '  "right" -> "base";',
      '  "right" -> "left" [style="dashed", constraint=false];',
      '  "left" -> "base";',
      "}",
      "",
    ]);
  });

  it("takes a message for nothing but text", () => {
    const line = dotText(graph("a", { a: { message: 'x" ]; "b" [label="\\N\\' } })).split("\n")[4];
    expect(line).toBe('  "a" [label="a (head)\\nMake a"];'.replace("Make a", 'x\\" ]; \\"b\\" [label=\\"\\\\N\\\\'));
  });
});

describe("text in markup", () => {
  it("is escaped, and has nothing in it that XML knows no place for", () => {
    expect(escapeMarkup(`<a b='c'>"&\u0000\u0007\ud800\ufffe😀`)).toBe("&lt;a b=&#39;c&#39;&gt;&quot;&amp;😀");
  });

  it("as JSON ends no element, and commands no terminal", () => {
    const json = embeddedJson({ text: HOSTILE });
    expect(json).not.toMatch(/[<>&\u2028]|\p{Cc}/u);
    expect(JSON.parse(json)).toEqual({ text: HOSTILE });
  });
});

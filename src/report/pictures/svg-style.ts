/** Plain rules without variables, which not every program that shows svg knows. */

const LIGHT = {
  ground: "#ffffff",
  text: "#1f2328",
  faint: "#59636e",
  lanes: ["#2f6fdb", "#8250df", "#bf5700", "#1a7f37", "#0e7490", "#b83280"],
  applied: "#1a7f37",
  partial: "#0e7490",
  pending: "#59636e",
  edited: "#b07800",
  foreign: "#cf222e",
  head: "#ddf4ff",
  label: "#e9f7ec",
};

const DARK: typeof LIGHT = {
  ground: "#0d1117",
  text: "#e6edf3",
  faint: "#9198a1",
  lanes: ["#58a6ff", "#bc8cff", "#f0883e", "#3fb950", "#39c5cf", "#f778ba"],
  applied: "#3fb950",
  partial: "#39c5cf",
  pending: "#9198a1",
  edited: "#e3b341",
  foreign: "#ff7b72",
  head: "#12304f",
  label: "#12361f",
};

function colors(theme: typeof LIGHT): string {
  const filled = (["applied", "edited"] as const).map((name) => `.${name}{fill:${theme[name]};stroke:${theme[name]}}`);
  const hollow = (["partial", "pending", "foreign"] as const).map(
    (name) => `.${name}{fill:${theme.ground};stroke:${theme[name]}}`,
  );
  return [
    `.ground{fill:${theme.ground}}`,
    `.message,.badge,.legend{fill:${theme.text}}`,
    `.id,.number,.lost{fill:${theme.faint}}`,
    ...theme.lanes.map((color, lane) => `.l${lane}{stroke:${color}}`),
    `.depends,.outside{stroke:${theme.faint}}`,
    `.none{fill:${theme.faint};stroke:${theme.ground}}`,
    ...filled,
    ...hollow,
    `.half{fill:${theme.partial}}`,
    `.head{fill:${theme.head}}`,
    `.label{fill:${theme.label}}`,
  ].join("");
}

export const SVG_STYLE = [
  "text{font:13px system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif;white-space:pre}",
  ".id,.badge{font:12px ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono',monospace}",
  ".badge{font-size:10.6px}.number,.lost,.legend{font-size:12px}.lost{font-style:italic}",
  ".edge{fill:none;stroke-width:2}.depends{fill:none;stroke-width:1.4;stroke-dasharray:4 4}",
  ".outside{stroke-width:2;stroke-dasharray:2 3}.mark{stroke-width:2}.foreign{stroke-dasharray:3 2}",
  colors(LIGHT),
  `@media (prefers-color-scheme:dark){${colors(DARK)}}`,
].join("");

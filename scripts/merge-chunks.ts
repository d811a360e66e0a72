import { build, type Metafile, type Plugin } from "esbuild";

/** Files of a build by their names; all lie in one folder. */
export type Chunks = Map<string, string>;

/**
 * Puts chunks that are always loaded together into one file. The bundler makes a chunk for each set of entries that share
 * code, most of them a few lines, and each file costs a start half a millisecond.
 */
export async function mergeChunks(chunks: Chunks, names: ReadonlySet<string>, as: string): Promise<void> {
  const { outputFiles } = await build({
    stdin: { contents: [...names].map((name) => `export * from "./${name}";`).join("\n") },
    bundle: true,
    write: false,
    format: "esm",
    platform: "node",
    target: "node22",
    minifyWhitespace: true,
    minifySyntax: true,
    legalComments: "none",
    plugins: [within(chunks, names)],
  });
  for (const name of names) chunks.delete(name);
  chunks.set(as, outputFiles[0]?.text ?? "");
  for (const [name, text] of chunks) {
    chunks.set(
      name,
      text.replace(/(["'])\.\/(chunk-[A-Z0-9]+\.js)\1/g, (all, quote: string, chunk: string) =>
        names.has(chunk) ? `${quote}./${as}${quote}` : all,
      ),
    );
  }
}

/** The chunks that are loaded with one of the outputs, itself among them. Throws where their exports cannot be one file's. */
export function loadedWith({ outputs }: Metafile, first: string): ReadonlySet<string> {
  const found = new Set([first]);
  for (const path of found) {
    for (const { path: imported, kind, external } of outputs[path]?.imports ?? []) {
      if (kind === "import-statement" && !external) found.add(imported);
    }
  }
  const exported = [...found].flatMap((path) => outputs[path]?.exports ?? []);
  const twice = exported.find((name, index) => name === "default" || exported.indexOf(name) !== index);
  if (twice !== undefined) throw new Error(`${first} and what it loads export ${twice} twice, or by default`);
  return found;
}

function within(chunks: Chunks, names: ReadonlySet<string>): Plugin {
  return {
    name: "within",
    setup(building) {
      building.onResolve({ filter: /.*/ }, ({ path }) => {
        const name = path.slice("./".length);
        return names.has(name) ? { path: name, namespace: "chunk" } : { path, external: true };
      });
      building.onLoad({ filter: /.*/, namespace: "chunk" }, ({ path }) => ({ contents: chunks.get(path) ?? "" }));
    },
  };
}

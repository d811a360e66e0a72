/**
 * Files that are not code of this module, found from where it runs: `src/resources.ts` in a checkout, or a chunk that
 * the bundler puts flat into `dist/`. Both are one folder below the root of the package.
 */

/** The program that keeps an embedded server; an entry of its own in the build. */
export function supervisorFile(): URL {
  const fromSources = import.meta.url.endsWith(".ts");
  return new URL(fromSources ? "./database/embedded/supervisor.ts" : "./supervisor.js", import.meta.url);
}

/** A file or folder under `sql/`. */
export function sqlFile(name: string): URL {
  return new URL(`../sql/${name}`, import.meta.url);
}

/** Code and style of the html picture, which run in a browser: built, also where migraph itself runs from its sources. */
export function pageFile(name: "page.js" | "page.css"): URL {
  const fromSources = import.meta.url.endsWith(".ts");
  return new URL(fromSources ? `../dist/${name}` : `./${name}`, import.meta.url);
}

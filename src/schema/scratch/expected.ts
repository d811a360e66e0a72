import { findBinaries } from "../../database/embedded/binaries.ts";
import type { ScratchRequest, ScratchServerFacts } from "./index.ts";
import { isEmbeddedUrl, majorOfEmbedded, majorOfTarget, reachServer, type ScratchPlace } from "./server.ts";

/**
 * The server that openScratch would give, without starting one: for those who may have no need of it. Undefined where there
 * is none to be started.
 */
export async function expectedServer(
  place: ScratchPlace,
  request: ScratchRequest,
): Promise<ScratchServerFacts | undefined> {
  const { config } = place;
  const { signal } = new AbortController();
  const url = request.url ?? config.scratch?.text;
  if (url !== undefined && !isEmbeddedUrl(url)) {
    const { target, version, major, embedded } = await reachServer(place, request, signal);
    await target.close();
    return { version, major, embedded };
  }
  const wanted =
    url === undefined
      ? (request.major ?? (await majorOfTarget(place, request, signal)))
      : await majorOfEmbedded(url, config.scratch?.base ?? config.root);
  const cwd = process.cwd();
  const exact = await findBinaries({ cwd, major: wanted });
  if (exact !== undefined) return { version: exact.version, major: exact.major, embedded: true };
  const newest = url === undefined ? await findBinaries({ cwd }) : undefined;
  if (newest === undefined) return undefined;
  const { version, major } = newest;
  return { version, major, embedded: true, ...(wanted === undefined ? {} : { wanted_major: wanted }) };
}

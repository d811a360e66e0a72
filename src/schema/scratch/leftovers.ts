import { UsageError } from "../../errors.ts";
import type { Leftovers } from "../../results.ts";
import type { ScratchRequest } from "./index.ts";
import { dropOrphans, findOrphans } from "./orphans.ts";
import { reachServer, type ScratchPlace } from "./server.ts";

/** What runs that were broken off have left on the server for scratch databases; `clean` removes it. */
export async function leftovers(
  place: ScratchPlace,
  request: ScratchRequest & { readonly clean?: boolean },
  signal: AbortSignal,
): Promise<Leftovers> {
  if (request.url === undefined && place.config.scratch === undefined) {
    throw new UsageError("no server for scratch databases is named", {
      hint: "give --scratch, or put `scratch` into the config file; embedded servers are gone with all that was on them",
    });
  }
  const { target, database, version, major, embedded } = await reachServer(place, request, signal);
  try {
    const found = await findOrphans(database.session);
    const kept = request.clean ? await dropOrphans(database.session, found) : [];
    return { ...found, cleaned: request.clean ?? false, kept, server: { version, major, embedded } };
  } finally {
    await target.close();
  }
}

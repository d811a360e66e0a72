import { ServerError } from "../../database/answers.ts";
import type { Session } from "../../database/session.ts";
import { statement } from "../../database/statement.ts";
import { DatabaseError } from "../../errors.ts";
import { Databases } from "./databases.ts";
import type { Scratch, ScratchRequest, ScratchServerFacts } from "./index.ts";
import { findOrphans } from "./orphans.ts";
import { RoleKeeper } from "./roles.ts";
import { reachServer, type ScratchPlace, type ScratchServer } from "./server.ts";
import { RolesTurn } from "./turn.ts";

export async function open(place: ScratchPlace, request: ScratchRequest): Promise<Scratch> {
  const interruption = new AbortController();
  const server = await reachServer(place, request, interruption.signal);
  try {
    const { session } = server.database;
    const roles = new RoleKeeper(session, new RolesTurn(session, interruption.signal, place.emit));
    const facts = factsOf(server);
    const context = {
      config: place.config,
      server: facts,
      roles,
      makeRoles: request.makeRoles ?? false,
      warn: place.emit,
      signal: interruption.signal,
    };
    const databases = new Databases(server, context);
    const cancel = () => {
      interruption.abort();
      databases.cancel();
    };
    if (!server.temporary) {
      await assertMayCreate(session, server);
      await warnOfOrphans(session, place);
    }
    place.cancels.add(cancel);
    return {
      server: facts,
      create: (template) => databases.create(template),
      close: async () => {
        place.cancels.delete(cancel);
        await databases.close();
        await server.target.close();
      },
    };
  } catch (error) {
    await server.target.close();
    throw error;
  }
}

function factsOf({ version, major, embedded, wanted }: ScratchServer): ScratchServerFacts {
  return { version, major, embedded, ...(wanted === undefined ? {} : { wanted_major: wanted }) };
}

async function assertMayCreate(session: Session, { database }: ScratchServer): Promise<void> {
  const outcome = await session.attempt(statement("scratch/rights.sql"));
  if (!outcome.ok) throw outcome.error;
  if (outcome.rows[0]?.["may_create"] === true) return;
  const { role } = database.server;
  throw new DatabaseError("scratch_refused", `role ${role} may not make databases on the server of --scratch`, {
    hint: `run ALTER ROLE ${role} CREATEDB there, or log in as another role`,
    data: { role },
  });
}

async function warnOfOrphans(session: Session, { emit }: ScratchPlace): Promise<void> {
  try {
    const { databases, roles } = await findOrphans(session);
    const counts = [
      ...(databases.length === 0 ? [] : [`${databases.length} scratch database${databases.length === 1 ? "" : "s"}`]),
      ...(roles.length === 0 ? [] : [`${roles.length} role${roles.length === 1 ? "" : "s"}`]),
    ];
    if (counts.length === 0) return;
    emit({
      type: "warning",
      message: `a run that was broken off has left ${counts.join(" and ")} on the scratch server`,
      hint: "`migraph scratch --clean` removes what was left",
    });
  } catch (error) {
    // Whoever may not look for them is not to be stopped by that.
    if (!(error instanceof ServerError)) throw error;
  }
}

import { onTestFinished } from "vitest";
import { loadConfig } from "../../src/config.ts";
import { Target } from "../../src/database/target.ts";
import type { Listener, MigraphEvent } from "../../src/events.ts";
import { Redactor } from "../../src/redactor.ts";
import { Workplace } from "../../src/workplace.ts";

/**
 * What operations stand on, for a project's directory; without a database unless one is named. Closed with the test, unless
 * it is not the test's own.
 */
export async function workplaceFor(
  root: string,
  {
    url,
    events = [],
    owned = true,
  }: { readonly url?: string; readonly events?: MigraphEvent[]; readonly owned?: boolean } = {},
): Promise<Workplace> {
  const config = await loadConfig(root, { url }, {});
  const redactor = new Redactor();
  const emit: Listener = (event) => void events.push(event);
  const openTarget = async (other?: string) => {
    const named = other === undefined ? config.url : { text: other, base: root, explicit: true };
    const { environment, schema } = config;
    return new Target({ environment, schema, redactor, emit, url: named });
  };
  const workplace = new Workplace(config, openTarget, emit, redactor);
  if (owned) onTestFinished(() => workplace.close());
  return workplace;
}

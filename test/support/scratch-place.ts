import { loadConfig } from "../../src/config.ts";
import { Target } from "../../src/database/target.ts";
import { Redactor } from "../../src/redactor.ts";
import { Workplace } from "../../src/workplace.ts";

/** What operations stand on, in a directory, for tests of what lies below them. */
export async function workplaceAt(cwd: string): Promise<Workplace> {
  const redactor = new Redactor();
  const emit = () => undefined;
  const config = await loadConfig(cwd, {}, {});
  const openTarget = async (url?: string) => {
    const common = { environment: {}, schema: config.schema, redactor, emit };
    if (url === undefined) return new Target({ ...common, url: config.url, settings: undefined });
    return new Target({ ...common, url: { text: url, base: cwd, explicit: true } });
  };
  return new Workplace(config, openTarget, emit, redactor);
}

import { LOCK_RULES, type LockRule } from "./hazard.ts";
import type { TracedStep } from "./traced.ts";

/** Which findings somebody has accepted: in the configuration, or in a comment above a statement. */
export class Accepted {
  readonly #configured: ReadonlySet<string>;

  constructor(configured: readonly string[]) {
    this.#configured = new Set(configured);
  }

  /** `line`: in the file, of the statement or within it. `rule`: of ours, or of squawk's. */
  has({ statements, text }: TracedStep, line: number, rule: string): boolean {
    const names = namesFor(rule);
    if (names.some((name) => this.#configured.has(name))) return true;
    const index = statements.findLastIndex(({ statement }) => statement.line <= line);
    const at = statements[index];
    if (at === undefined) return false;
    const above = text.slice(statements[index - 1]?.statement.end ?? 0, at.statement.start);
    const allowed = [...above.matchAll(COMMENT)].flatMap(([, rules = ""]) => rules.split(/[\s,]+/));
    return names.some((name) => allowed.includes(name));
  }
}

const COMMENT = /--[ \t]*(?:migraph:[ \t]*allow|squawk-ignore)[ \t]+([\w-]+(?:[ \t]*,[ \t]*[\w-]+)*)/g;

/** A rule of ours goes by the names of those of squawk too that it stands for. */
function namesFor(rule: string): readonly string[] {
  return Object.hasOwn(LOCK_RULES, rule) ? [rule, ...LOCK_RULES[rule as LockRule]] : [rule];
}

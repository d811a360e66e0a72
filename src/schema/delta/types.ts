/** Whether every value of a type is one of the other too, so that nothing is lost or refused. As the server writes them. */
export function keepsValues(from: string, to: string): boolean {
  const [before, after] = [parse(from), parse(to)];
  if (before.name === after.name) return fits(before.limits, after.limits, after.name);
  if (TEXTS.has(after.name))
    return after.limits.length === 0 || (isShort(before) && fits(before.limits, after.limits, ""));
  return (WIDER[before.name] ?? []).includes(after.name) && after.limits.length === 0;
}

interface TypeName {
  readonly name: string;
  /** Length, or precision and scale. */
  readonly limits: readonly number[];
}

function parse(type: string): TypeName {
  const [, limits = ""] = /\(([\d, ]+)\)/.exec(type) ?? [];
  const name = type.replace(/\([\d, ]+\)/, "").replace(/^(?:pg_catalog|public)\./, "");
  return { name, limits: limits === "" ? [] : limits.split(",").map(Number) };
}

const TEXTS: ReadonlySet<string> = new Set(["text", "character varying"]);

const WIDER: Readonly<Partial<Record<string, readonly string[]>>> = {
  smallint: ["integer", "bigint", "numeric"],
  integer: ["bigint", "numeric", "double precision"],
  bigint: ["numeric"],
  real: ["double precision"],
  date: ["timestamp without time zone", "timestamp with time zone"],
  "timestamp without time zone": ["timestamp with time zone"],
  "timestamp with time zone": ["timestamp without time zone"],
};

function isShort({ name, limits }: TypeName): boolean {
  return (TEXTS.has(name) || name === "character") && limits.length === 1;
}

/** No limit is the widest; of a number, room in front of the point must not become less either. */
function fits(before: readonly number[], after: readonly number[], name: string): boolean {
  const [size, scale = 0] = after;
  if (size === undefined) return true;
  const [sizeBefore, scaleBefore = 0] = before;
  if (sizeBefore === undefined) return false;
  return (
    size >= sizeBefore && (name !== "numeric" || (scale >= scaleBefore && size - scale >= sizeBefore - scaleBefore))
  );
}

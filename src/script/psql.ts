const HINTS: Readonly<Record<string, string>> = {
  restrict: "remove the lines \\restrict and \\unrestrict, which pg_dump writes for psql",
  unrestrict: "remove the lines \\restrict and \\unrestrict, which pg_dump writes for psql",
  i: "put the SQL of that file in its place",
  ir: "put the SQL of that file in its place",
  include: "put the SQL of that file in its place",
  include_relative: "put the SQL of that file in its place",
  copy: "write the rows as INSERT … VALUES (pg_dump --inserts does)",
  ".": "write the rows as INSERT … VALUES (pg_dump --inserts does)",
  c: "remove it: the database is the one that migraph is connected to",
  connect: "remove it: the database is the one that migraph is connected to",
};

/** A command of psql at the place where the parser stopped: no server knows any. */
export function psqlFault(text: string, offset: number): { message: string; hint: string } | undefined {
  const command = /\\([a-z_]+|\S?)/iy;
  command.lastIndex = offset;
  const match = command.exec(text);
  if (match === null) return undefined;
  const hint = HINTS[match[1] ?? ""] ?? "remove it, or write SQL for it: only psql knows such commands";
  return { message: `${match[0]} is a command of psql, and no SQL`, hint };
}

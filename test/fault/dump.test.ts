import { execFileSync } from "node:child_process";
import { describe, expect, test } from "vitest";
import { freshDatabase, newest, servers, type TestDatabase } from "../support/database.ts";
import { project } from "../support/project.ts";
import { migratorOn, recorded } from "../support/scene.ts";
import { schemaLines } from "../support/schema.ts";

/** Six objects and more of every kind for each of 30 subjects; all in all over 200. */
const SCHEMA = `
create function touched() returns trigger language plpgsql as $body$
begin
  -- commit; in a comment, and \\. in a string
  new.note := 'touched; \\.';
  return new;
end $body$;
create domain positive as int check (value > 0);
create type mood as enum ('good', 'bad; worse', 'it''s');
do $do$
begin
  for i in 1..30 loop
    execute format($sql$
      create table subject_%1$s (
        id bigint generated always as identity primary key,
        code text not null unique default 'it''s; $$ ' || %1$s::text,
        amount positive, mood mood, note text,
        parent bigint references subject_%2$s (id) on delete cascade,
        total numeric generated always as (amount * 2) stored,
        check (code <> '' and note <> 'x;y')
      );
      create index subject_%1$s_note on subject_%1$s (lower(note)) where note is not null;
      create view view_%1$s as select id, code from subject_%1$s where mood = 'bad; worse';
      create materialized view counted_%1$s as select count(*) as n from view_%1$s;
      create function double_%1$s(amount int) returns int language sql immutable begin atomic; select amount * 2; end;
      create trigger touched before update on subject_%1$s for each row execute function touched();
      create sequence counter_%1$s increment by %1$s;
      comment on table subject_%1$s is E'a comment;\\n\\\\. and ''quotes''';
    $sql$, i, greatest(i - 1, 1));
  end loop;
end $do$;
create table split (id int, at date) partition by range (at);
create table split_2026 partition of split for values from ('2026-01-01') to ('2027-01-01');
alter table split enable row level security;
create policy mine on split using (id > 0);
create procedure work() language plpgsql as $$ begin commit; end $$;
`;

/** What pg_dump says of a database; undefined where there is none, or one before it began to write \\restrict. */
function dumpOf({ name, server }: TestDatabase, ...args: readonly string[]): string | undefined {
  const where = ["-h", server.socketDirectory, "-p", String(server.port), "-U", "postgres", "-d", name];
  try {
    const dump = execFileSync("pg_dump", [...where, ...args], {
      encoding: "utf8",
      maxBuffer: 100_000_000,
      stdio: ["ignore", "pipe", "ignore"],
    });
    return dump.includes("\n\\restrict ") ? dump : undefined;
  } catch {
    return undefined;
  }
}

/** One that pg_dump of Debian 12 can read. */
function dumped() {
  return servers.find(({ major }) => major === 15) ?? newest();
}

const WITHOUT = "pg_dump 15.14 or newer, which writes \\restrict, is not on the PATH";

describe.each(servers.filter(({ major }) => major >= 15))(
  "what pg_dump writes, as the SQL of a revision on PostgreSQL $major",
  (server) => {
    test("makes a schema of more than 200 objects again", async (context) => {
      const original = await freshDatabase(dumped());
      await original.sql.unsafe(SCHEMA);
      const up = dumpOf(original, "--schema-only");
      if (up === undefined) return context.skip(WITHOUT);
      expect(up.match(/^-- Name: /gm)?.length).toBeGreaterThan(200);

      const target = await freshDatabase(server);
      const { migrator } = await migratorOn(
        project([
          { id: "a1", up },
          { id: "b2", parents: ["a1"] },
        ]),
        target.url,
      );
      expect(await migrator.upgrade("a1")).toMatchObject({ heads: ["a1"] });
      if (server === dumped()) expect(await schemaLines(target.sql)).toEqual(await schemaLines(original.sql));
      // The empty search_path that such a script leaves is not what the next one meets.
      expect(await migrator.upgrade()).toMatchObject({ heads: ["b2"] });
      expect(await recorded(target.sql)).toEqual(["a1", "b2"]);
    });

    test("brings its data along", async (context) => {
      const original = await freshDatabase(dumped());
      await original.sql.unsafe(
        "create table empty (id int); create table many (id int primary key, note text, at timestamptz, list text[])",
      );
      await original.sql.unsafe(`
      insert into many
      select i, case i % 6 when 0 then null when 1 then E'tab\\t, newline\\n, return\\r, backslash \\\\' when 2 then E'\\\\.'
        when 3 then 'é 😀; commit;' when 4 then '' else repeat('long ', 500) end,
        '2026-01-01'::timestamptz + make_interval(mins => i), array['a', null, i::text, E'\\\\N']
      from generate_series(1, 3000) i`);
      const up = dumpOf(original);
      if (up === undefined) return context.skip(WITHOUT);
      expect(up).toContain("\nCOPY public.many (");

      const target = await freshDatabase(server);
      const { migrator } = await migratorOn(project([{ id: "a1", up, down: "drop table many, empty;\n" }]), target.url);
      expect(await migrator.upgrade()).toMatchObject({ heads: ["a1"] });
      const contents =
        "select md5(string_agg(m::text, ',' order by id)) as sum, count(*)::int as rows from public.many m";
      expect(await target.sql.unsafe(contents)).toEqual(await original.sql.unsafe(contents));
      expect(await target.sql`select from empty`).toHaveLength(0);
      expect(await migrator.downgrade("base")).toMatchObject({ heads: [] });
    });
  },
);

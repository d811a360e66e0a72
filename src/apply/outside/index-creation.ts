import { ServerError } from "../../database/answers.ts";
import type { Session } from "../../database/session.ts";
import { identifier, statement } from "../../database/statement.ts";
import { Lexer } from "../../script/lexer.ts";
import { BEGIN } from "../write.ts";
import { InDoubt, type Judge, type Workshop } from "./judge.ts";
import { type Node, nodeAt, relationPath, textAt } from "./tree.ts";

/** An index, or what else has the name that one is to have. */
interface Found {
  readonly oid: string;
  /** As SQL names it. */
  readonly path: string;
  readonly name: string;
  /** It is an index of the table. */
  readonly here: boolean;
  readonly valid: boolean;
  readonly unique: boolean;
  readonly definition: string;
  readonly tablespace: string;
  /** The process of another session that is building it now. */
  readonly builder: number | null;
}

/**
 * CREATE INDEX CONCURRENTLY: done when an index of its name and definition is there and can be used; one that cannot be
 * used is dropped, and built anew. One that has no name is known by not having been there before.
 */
export function indexCreation(node: Node, text: string): Judge {
  const index = new IndexStatement(node, text);
  return {
    patient: true,
    facts: async (session) => ({ indexes: (await index.find(session)).map(({ oid }) => oid) }),
    prepare: async (workshop) => {
      if (index.name === undefined || !index.unlessExists) return;
      const [found] = (await index.find(workshop.session)).filter(({ name }) => name === index.name);
      if (found !== undefined) await index.assertSameOrDrop(workshop, found);
    },
    settle: async (workshop, facts) => {
      const before = Array.isArray(facts["indexes"]) ? facts["indexes"] : [];
      for (const found of await index.find(workshop.session)) {
        if (before.includes(found.oid) || !found.here) continue;
        if (index.name === undefined ? !(await index.isLike(workshop.session, found)) : found.name !== index.name)
          continue;
        if ((await index.assertSameOrDrop(workshop, found)) === "same") return "done";
      }
      return "again";
    },
  };
}

class IndexStatement {
  readonly name: string | undefined;
  readonly unlessExists: boolean;
  readonly #table: Node | undefined;
  readonly #tablespace: string | undefined;
  readonly #text: string;

  constructor(node: Node, text: string) {
    this.name = textAt(node, "idxname");
    this.unlessExists = node["if_not_exists"] === true;
    this.#table = nodeAt(node, "relation");
    this.#tablespace = textAt(node, "tableSpace");
    this.#text = text;
  }

  async find(session: Session): Promise<readonly Found[]> {
    const values = { table: relationPath(this.#table), name: this.name ?? null };
    const rows = await session.send(statement("journal/indexes.sql", values));
    return rows.map((row) => ({
      oid: String(row["oid"]),
      path: String(row["path"]),
      name: String(row["name"]),
      here: row["here"] === true,
      valid: row["valid"] === true,
      unique: row["is_unique"] === true,
      definition: String(row["definition"] ?? ""),
      tablespace: String(row["tablespace"]),
      builder: row["builder"] as number | null,
    }));
  }

  async assertSameOrDrop({ session, runBare, tell }: Workshop, found: Found): Promise<"same" | "dropped"> {
    const { path, here, valid, builder } = found;
    if (!here) throw new InDoubt(`${path} is there already, and is no index of that table`, RENAME);
    if (builder !== null) {
      throw new InDoubt(
        `another session (pid ${builder}) is building the index ${path}`,
        "run the command again when it is through",
      );
    }
    if (!valid) {
      tell(`dropping the unusable index ${path}, which a CREATE INDEX that was broken off has left`);
      await runBare(`drop index concurrently ${path}`, true);
      return "dropped";
    }
    if (await this.isLike(session, found)) return "same";
    throw new InDoubt(`the index ${path} is there, and has another definition: ${found.definition}`, RENAME);
  }

  /** Compares with what the same statement makes of an empty copy of the table, since only the server can read it. */
  async isLike(session: Session, found: Found): Promise<boolean> {
    const copy = `pg_temp.${identifier(textAt(this.#table, "relname") ?? "")}`;
    const outcomes = await session.pipeline([
      BEGIN,
      `create table ${copy} (like ${relationPath(this.#table)})`,
      { script: this.#on(copy) },
      statement("journal/copy_definition.sql", { table: copy }),
      "rollback",
    ]);
    const failed = outcomes.find((outcome) => !outcome.ok);
    if (failed !== undefined && !failed.ok) {
      if (!(failed.error instanceof ServerError)) throw failed.error;
      throw new InDoubt(`the index ${found.path} is there, and could not be compared: ${failed.error.message}`);
    }
    const made = outcomes[3];
    const row = made?.ok ? made.rows[0] : undefined;
    return (
      row !== undefined &&
      row["is_unique"] === found.unique &&
      columnsOf(String(row["definition"])) === columnsOf(found.definition) &&
      (this.#tablespace === undefined || this.#tablespace === found.tablespace)
    );
  }

  /** The statement, for another table, at once, and with a name of the server's choice. */
  #on(table: string): string {
    const lexer = new Lexer(this.#text);
    const words: string[] = [];
    while (lexer.next()) {
      if (lexer.kind === "word") words.push(lexer.word);
      if (lexer.kind === "word" && lexer.word === "on") break;
    }
    const unique = words[1] === "unique" ? "unique " : "";
    const end = endOfName(this.#text, lexer);
    return `create ${unique}index on ${table} ${this.#text.slice(end)}`;
  }
}

const RENAME = "drop or rename what is there, or give the index another name";

/** Behind a table's name, with or without ONLY and a schema. */
function endOfName(text: string, lexer: Lexer): number {
  let end = lexer.end;
  let dotted = true;
  while (lexer.next()) {
    if (lexer.kind === "comment") continue;
    if (lexer.kind === "word" && lexer.word === "only" && dotted) continue;
    const isDot = text.slice(lexer.start, lexer.end) === ".";
    if (!isDot && !dotted) break;
    dotted = isDot;
    end = lexer.end;
  }
  return end;
}

/** From the access method on: what stands before names index and table. */
function columnsOf(definition: string): string {
  return definition.slice(definition.indexOf(" USING "));
}

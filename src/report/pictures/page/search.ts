import { statesDrawn } from "../marks.ts";
import { html, part } from "./element.ts";
import { matchesOf, nextMatch } from "./matches.ts";
import type { Model } from "./model.ts";

interface Listeners {
  changed(): void;
  goTo(row: number): void;
  cursor(): number | undefined;
}

/** The search field, and the lists beside it that narrow what is found. */
export class Search {
  readonly #model: Model;
  readonly #listeners: Listeners;
  readonly #words = part("search", HTMLInputElement);
  readonly #label = part("label", HTMLSelectElement);
  readonly #state = part("state", HTMLSelectElement);
  readonly #database = part("database", HTMLSelectElement);
  readonly #count = part("count", HTMLOutputElement);
  #matches: readonly number[] | undefined;

  constructor(model: Model, listeners: Listeners) {
    this.#model = model;
    this.#listeners = listeners;
    this.#offer();
    this.#words.addEventListener("input", () => this.#ask());
    for (const list of [this.#label, this.#state, this.#database]) list.addEventListener("change", () => this.#ask());
    this.#words.addEventListener("keydown", (event) => {
      if (event.key === "Enter") this.#next(event.shiftKey);
      else if (event.key === "Escape") this.#clear();
    });
  }

  /** Undefined while nothing is asked. */
  get matches(): readonly number[] | undefined {
    return this.#matches;
  }

  /** Whose states are shown; undefined for all together. */
  get database(): number | undefined {
    return this.#database.value === "" ? undefined : Number(this.#database.value);
  }

  focus(): void {
    this.#words.focus();
    this.#words.select();
  }

  /** Says how many there are, and which of them the cursor is on. */
  count(): void {
    const matches = this.#matches;
    const at = matches?.indexOf(this.#listeners.cursor() ?? -1) ?? -1;
    const number = matches?.length ?? 0;
    const found = number === 0 ? "none" : at === -1 ? `${number} found` : `${at + 1} of ${number}`;
    this.#count.textContent = matches === undefined ? "" : found;
  }

  #next(backwards: boolean): void {
    const row = nextMatch(this.#matches ?? [], this.#listeners.cursor(), backwards);
    if (row !== undefined) this.#listeners.goTo(row);
  }

  #clear(): void {
    this.#words.value = "";
    this.#ask();
  }

  #ask(): void {
    this.#matches = matchesOf(this.#model, {
      words: this.#words.value,
      label: this.#label.value,
      state: this.#state.value,
      database: this.database,
    });
    this.#listeners.changed();
    this.count();
  }

  /** Lists that would have nothing to choose from are left away. */
  #offer(): void {
    const { labels, databases } = this.#model;
    for (const label of labels) this.#label.append(html("option", { value: label }, label));
    this.#label.hidden = labels.length === 0;
    const states = statesDrawn(this.#model);
    for (const state of states) this.#state.append(html("option", { value: state }, state));
    this.#state.hidden = states.length === 0;
    for (const [index, { name, error }] of databases.entries()) {
      const text = `${index + 1} ${name}${error === null ? "" : " (could not be read)"}`;
      const option = html("option", { value: index }, text);
      option.disabled = error !== null;
      this.#database.append(option);
    }
    this.#database.hidden = databases.length < 2;
  }
}

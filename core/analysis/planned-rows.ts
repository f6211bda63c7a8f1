import type { Engine } from "#core/engines/engine.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { RowEvent, RowLayer, RowRule, RowSource } from "#core/engines/row-rule.ts";
import type { PlanQuestion } from "./plan-questions.ts";

type Asked = Pick<PlanQuestion, "table" | "ask">;

interface Rows {
  /** The table as the database has it; `null`: the plan makes it. */
  readonly there: TableRef | null;
  readonly layers: readonly RowLayer[];
  /** Somebody has put rows into a table that the plan makes. */
  readonly isFilled: boolean;
  readonly notValid: ReadonlyMap<string, readonly RowRule[]>;
  /** What the definition of a table that the plan makes asks of its rows. */
  readonly rules: readonly RowRule[];
}

const asItIs = (table: TableRef): Rows => ({
  there: table,
  layers: [],
  isFilled: false,
  notValid: new Map(),
  rules: [],
});

/** The rows of a database as the statements of a plan change them, one after another. */
export class PlannedRows {
  readonly #engine: Pick<Engine, "capabilities">;
  readonly #rows: Map<string, Rows>;

  constructor(engine: Pick<Engine, "capabilities">, rows: ReadonlyMap<string, Rows> = new Map()) {
    this.#engine = engine;
    this.#rows = new Map(rows);
  }

  copy = (): PlannedRows => new PlannedRows(this.#engine, this.#rows);

  /** Moves on, and answers what is asked of rows on the way. */
  follow(event: RowEvent): readonly Asked[] {
    switch (event.kind) {
      case "rule":
        return this.#rule(event);
      case "validate":
        return this.#validate(event.table, event.constraint);
      case "layer":
        this.#change(event.table, ({ layers, ...rest }) => ({ ...rest, layers: [...layers, event.layer] }));
        return [];
      case "born":
        this.#rows.set(this.#key(event.table), { ...asItIs(event.table), there: null, rules: event.rules ?? [] });
        return [];
      case "filled":
        return this.#filled(event);
      case "written":
        this.#change(event.table, (rows) => ({ ...rows, isFilled: true }));
        return [];
      case "dropped":
        this.#rows.delete(this.#key(event.table));
        return [];
      case "renamed": {
        const rows = this.#of(event.from);
        this.#rows.delete(this.#key(event.from));
        this.#rows.set(this.#key(event.to), rows);
        return [];
      }
    }
  }

  /** A copy: its rows are those of the other table, computed anew, and its own definition is asked of them. */
  #filled({ table, from, layer }: Extract<RowEvent, { kind: "filled" }>): readonly Asked[] {
    const { there, rules, isFilled } = this.#of(table);
    const other = this.#of(from);
    if (there || isFilled || !other.there) {
      this.#change(table, (rows) => ({ ...rows, isFilled: true }));
      return [];
    }
    this.#change(table, (rows) => ({ ...rows, there: other.there, layers: [...other.layers, layer] }));
    return rules.flatMap((rule) => this.#ask(table, rule));
  }

  #rule({ table, rule, notValid }: Extract<RowEvent, { kind: "rule" }>): readonly Asked[] {
    if (notValid === undefined) return this.#ask(table, rule);
    this.#change(table, (rows) => {
      const known = rows.notValid.get(notValid) ?? [];
      return { ...rows, notValid: new Map([...rows.notValid, [notValid, [...known, rule]]]) };
    });
    return [];
  }

  #validate(table: TableRef, constraint: string): readonly Asked[] {
    const { there, layers, notValid } = this.#of(table);
    const rules = notValid.get(constraint);
    if (rules) return rules.flatMap((rule) => this.#ask(table, rule));
    return there ? [{ table, ask: { validate: constraint, source: { table: there, layers } } }] : [];
  }

  #ask(table: TableRef, rule: RowRule): readonly Asked[] {
    const { there, layers, isFilled } = this.#of(table);
    if (!there)
      return isFilled ? [{ table, ask: { unknown: `${table.name} is made and filled by this plan`, rule } }] : [];
    const source: RowSource = { table: there, layers };
    if (rule.kind !== "foreign key") return [{ table, ask: { rule, source, references: null } }];
    const other = this.#of(rule.references);
    if (!other.there) return [{ table, ask: { unknown: `${rule.references.name} is made by this plan`, rule } }];
    return [{ table, ask: { rule, source, references: { table: other.there, layers: other.layers } } }];
  }

  #of = (table: TableRef): Rows => this.#rows.get(this.#key(table)) ?? this.#byName(table) ?? asItIs(table);

  #change(table: TableRef, change: (rows: Rows) => Rows): void {
    this.#rows.set(this.#key(table), change(this.#of(table)));
  }

  #key({ schema, name }: TableRef): string {
    const fold = (text: string) => (this.#engine.capabilities.namesIgnoreCase ? text.toLowerCase() : text);
    return JSON.stringify([schema === undefined ? null : fold(schema), fold(name)]);
  }

  /** A table may be named with its schema in one step and without in another. */
  #byName(table: TableRef): Rows | undefined {
    const bare = this.#key({ name: table.name });
    const found = [...this.#rows].filter(([key]) => {
      const [schema, name] = JSON.parse(key) as [string | null, string];
      return JSON.stringify([null, name]) === bare && (schema === null || table.schema === undefined);
    });
    const [only] = found;
    return found.length === 1 ? only?.[1] : undefined;
  }
}

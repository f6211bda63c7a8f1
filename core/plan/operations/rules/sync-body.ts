import { differs } from "#core/engines/postgres/postgres-comparison.ts";
import type { OperationSql } from "../operation.ts";
import { allOf, anyOf, callOf, isChanged, isOff } from "./mapping-sql.ts";
import type { Mapping, PlacedOld, PlacedRule, TableRules } from "./table-rules.ts";

/**
 * Bodies of the trigger functions until contract (reference: postgres.md, 3). Direction follows from what changed, never from
 * a search_path, a role or a name; docs/dual-writes.md has the rules for an INSERT, which has no row before it.
 */
export function exitBody(table: TableRules, sql: OperationSql): string {
  const { rules, done, origin } = table;
  const name = (column: string) => `NEW.${sql.name(column)}`;
  const wasDone = `OLD.${sql.name(done)}`;
  const write = table.entry ? CHECKING : WRITING;
  return lines([
    "DECLARE side text := coalesce(current_setting('sluice.side', true), '');",
    "BEGIN",
    "  IF TG_OP = 'INSERT' THEN",
    // Such as a row that an UPDATE moves to another partition.
    `    IF ${name(done)} THEN RETURN NEW; END IF;`,
    ...(origin === null ? [] : [`    IF side = '' AND ${name(origin)} = 2 THEN side := 'new'; END IF;`]),
    ...rules.flatMap((rule) => indented(insertOf(rule, write, sql), 4)),
    `  ELSIF ${name(done)} AND NOT ${wasDone} THEN`,
    // The backfill has computed the new side itself, from the row before triggers of the user's changed it.
    ...rules.flatMap((rule) => indented(backfilled(rule, sql), 4)),
    "  ELSE",
    ...rules.flatMap((rule) => indented(updateOf(rule, write, wasDone, sql), 4)),
    "  END IF;",
    `  ${name(done)} := true;`,
    ...(origin === null ? [] : [`  ${name(origin)} := NULL;`]),
    "  RETURN NEW;",
    "END",
  ]);
}

/** Brings a write of the new side to the old one before triggers of the user's see the row. */
export function entryBody({ rules, done, origin }: TableRules, sql: OperationSql): string {
  const name = (column: string) => `NEW.${sql.name(column)}`;
  const wasDone = `OLD.${sql.name(done)}`;
  return lines([
    "DECLARE side text := coalesce(current_setting('sluice.side', true), '');",
    "BEGIN",
    "  IF TG_OP = 'INSERT' THEN",
    `    IF ${name(done)} THEN RETURN NEW; END IF;`,
    ...(origin === null ? [] : [`    IF side = '' AND ${name(origin)} = 2 THEN side := 'new'; END IF;`]),
    ...rules.flatMap((rule) => indented(insertOf(rule, ENTERING, sql), 4)),
    `  ELSIF NOT (${name(done)} AND NOT ${wasDone}) THEN`,
    ...rules.flatMap((rule) => indented(updateOf(rule, ENTERING, wasDone, sql), 4)),
    "  END IF;",
    "  RETURN NEW;",
    "END",
  ]);
}

/** From contract to the end of the soak: the old columns follow the new ones, and hold NULL where that fails. */
export function soakBody({ rules, done, origin }: TableRules, sql: OperationSql): string {
  const assignments = rules.flatMap((rule) => {
    const { downs } = rule;
    if (downs.length === 0) return [];
    const sources = downs.flatMap(({ inputs }) => inputs);
    const changed = anyOf([...new Set(sources.map((it) => isChanged(it, sql, "after")))]);
    return [
      `  IF TG_OP = 'INSERT' OR ${changed} THEN`,
      "    BEGIN",
      ...indented(
        downs.map((it) => `NEW.${sql.name(it.target.after)} := ${callOf(it, sql, { row: "NEW", side: "after" })};`),
        6,
      ),
      "    EXCEPTION WHEN OTHERS THEN",
      ...indented(
        downs.map((it) => `NEW.${sql.name(it.target.after)} := NULL;`),
        6,
      ),
      "    END;",
      "  END IF;",
    ];
  });
  return lines([
    "BEGIN",
    ...assignments,
    `  NEW.${sql.name(done)} := true;`,
    ...(origin === null ? [] : [`  NEW.${sql.name(origin)} := NULL;`]),
    "  RETURN NEW;",
    "END",
  ]);
}

/** What a trigger does where the new side was written, and where the old one was. */
interface Writing {
  /** `fresh`: nothing stands on the old side yet that was written on purpose. */
  readonly ofNew: (rule: PlacedRule, fresh: string | null, sql: OperationSql) => readonly string[];
  readonly ofOld: (rule: PlacedRule, sql: OperationSql) => readonly string[];
}

const assign = (mapping: Mapping, sql: OperationSql): string =>
  `NEW.${sql.name(mapping.target.now)} := ${callOf(mapping, sql, { row: "NEW" })};`;
const assignAll = (mappings: readonly Mapping[], sql: OperationSql): readonly string[] =>
  mappings.map((it) => assign(it, sql));

/** The sides do not agree by either mapping. The way down is asked first: `up` may fail for a value that nobody wrote. */
const disagree = ({ ups, downs, volatile }: PlacedRule, sql: OperationSql): string =>
  allOf([
    ...(downs.length > 0 ? [anyOf(downs.map((it) => isOff(it, sql, "NEW")))] : []),
    ...(volatile ? [] : [anyOf(ups.map((it) => isOff(it, sql, "NEW")))]),
  ]);

const carryDown: Writing["ofNew"] = (rule, fresh, sql) => {
  if (rule.downs.length === 0) return [];
  const condition = fresh === null ? disagree(rule, sql) : anyOf([fresh, disagree(rule, sql)]);
  return when(condition, assignAll(rule.downs, sql));
};
const WRITING: Writing = { ofNew: carryDown, ofOld: ({ ups }, sql) => assignAll(ups, sql) };
const ENTERING: Writing = { ofNew: carryDown, ofOld: () => [] };
/** The entry trigger has carried it down; where the sides differ again, a trigger of the user's has changed the old one. */
const CHECKING: Writing = {
  ofNew: (rule, _, sql) => (rule.downs.length === 0 ? [] : when(disagree(rule, sql), assignAll(rule.ups, sql))),
  ofOld: WRITING.ofOld,
};

function insertOf(rule: PlacedRule, write: Writing, sql: OperationSql): readonly string[] {
  const written = anyOf(rule.new.map(({ place }) => `NEW.${sql.name(place.now)} IS NOT NULL`));
  if (rule.old.length === 0) {
    const fill = write.ofOld(rule, sql);
    return fill.length === 0
      ? []
      : when(
          "side <> 'new'",
          rule.ups.flatMap((it, index) => when(`NEW.${sql.name(it.target.now)} IS NULL`, [fill[index] ?? ""])),
        );
  }
  const told = rule.old.filter(({ column }) => column.down !== null);
  const fresh = anyOf(["side = 'new'", allOf(told.map((it) => isUnwritten(it, sql)))]);
  return either(
    `side = 'new' OR (side <> 'old' AND ${written})`,
    write.ofNew(rule, fresh, sql),
    write.ofOld(rule, sql),
  );
}

/** A default that reads the same under every search_path and at every time of one transaction. */
const IS_CONSTANT = /^(?:'(?:[^']|'')*'(?:::[^']+)?|-?\d[\d.]*|true|false|now\(\)|CURRENT_(?:DATE|TIMESTAMP))$/;

/** An old column that is NULL or still its default was not written by the client that inserted. */
function isUnwritten({ place, default: value }: PlacedOld, sql: OperationSql): string {
  const column = `NEW.${sql.name(place.now)}`;
  return value !== null && IS_CONSTANT.test(value)
    ? `(${column} IS NULL OR NOT (${differs(column, `(${value})::${place.type}`, place.type)}))`
    : `${column} IS NULL`;
}

function updateOf(rule: PlacedRule, write: Writing, wasDone: string, sql: OperationSql): readonly string[] {
  const newChanged = anyOf(rule.new.map(({ place }) => isChanged(place, sql)));
  const fill = write.ofOld(rule, sql);
  const notDone = `NOT ${wasDone}`;
  if (rule.old.length === 0) {
    if (fill.length === 0) return [];
    return rule.ups.flatMap((it, index) =>
      when(`NOT ${isChanged(it.target, sql)} AND ${anyOf([notDone, ...followed(rule, [it], sql)])}`, [
        fill[index] ?? "",
      ]),
    );
  }
  const oldChanged = anyOf(rule.old.map(({ place }) => isChanged(place, sql)));
  const stale = anyOf([notDone, oldChanged, ...followed(rule, rule.ups, sql)]);
  return [
    ...restOfNew(rule, fill, { newChanged, notDone }, sql),
    ...either(newChanged, write.ofNew(rule, `NOT ${oldChanged}`, sql), fill.length === 0 ? [] : when(stale, fill)),
  ];
}

/** One of several new columns was written of a row that the backfill has not reached: the others get their values first. */
function restOfNew(
  { ups }: PlacedRule,
  fill: readonly string[],
  { newChanged, notDone }: { readonly newChanged: string; readonly notDone: string },
  sql: OperationSql,
): readonly string[] {
  if (ups.length < 2) return [];
  const rest = ups.flatMap((it) => when(`NOT ${isChanged(it.target, sql)}`, [assign(it, sql)]));
  return fill.length === 0 ? [] : when(`${notDone} AND ${newChanged}`, rest);
}

/** Columns beside the rule changed, and the new side was what they gave: it goes on following them. */
function followed({ aside, volatile }: PlacedRule, ups: readonly Mapping[], sql: OperationSql): readonly string[] {
  if (aside.length === 0 || volatile) return [];
  const changed = anyOf(aside.map((it) => isChanged(it, sql)));
  return [`(${changed} AND NOT ${anyOf(ups.map((it) => isOff(it, sql, "OLD")))})`];
}

/** Of a value that is another each time the trigger gives it out: once, however often a batch is tried. */
function backfilled({ old, ups, volatile }: PlacedRule, sql: OperationSql): readonly string[] {
  if (volatile) return ups.flatMap((it) => when(`NOT ${isChanged(it.target, sql)}`, [assign(it, sql)]));
  if (old.length === 0) return [];
  return when(anyOf(old.map(({ place }) => isChanged(place, sql))), assignAll(ups, sql));
}

const indented = (text: readonly string[], depth: number): readonly string[] =>
  text.map((line) => " ".repeat(depth) + line);
const lines = (text: readonly string[]): string => `\n${text.join("\n")}\n`;
const when = (condition: string, then: readonly string[]): readonly string[] =>
  then.length === 0 ? [] : [`IF ${condition} THEN`, ...indented(then, 2), "END IF;"];
function either(condition: string, then: readonly string[], otherwise: readonly string[]): readonly string[] {
  if (otherwise.length === 0) return when(condition, then);
  const first = then.length === 0 ? ["NULL;"] : then;
  return [`IF ${condition} THEN`, ...indented(first, 2), "ELSE", ...indented(otherwise, 2), "END IF;"];
}

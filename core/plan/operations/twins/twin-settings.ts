import type { IgnoredRule } from "#core/domain/plan-document.ts";
import type { GrantFact, OperationColumn } from "../facts/table-facts.ts";
import { settings } from "../indexes/index-definition.ts";
import type { Mirrored } from "../rules/column-twin.ts";
import type { Taken, Twinning, TwinParts } from "./twinning.ts";

/** What is set on a column: it is on the new one as soon as that is there, so that applications with rights on columns can use it. */
export const twinSettings = (twinning: Twinning): readonly TwinParts[] =>
  twinning.taken.map((taken) => ({
    settings: [
      ...columnSettings(taken, twinning).map((sql): Mirrored => ({ sql, undo: null })),
      ...grants(taken, twinning),
    ],
    notes: [...storageNotes(taken), ...grantorNotes(taken, twinning)],
  }));

/** Where rights that are wide are given again. */
export const sameRights = (grants: readonly GrantFact[]): IgnoredRule | undefined =>
  grants.some(({ grantee, grantable }) => grantable || grantee === "PUBLIC")
    ? { rule: "grant-too-wide", reason: "What is made again has the rights that it had before." }
    : undefined;

function columnSettings({ old, column, now }: Taken, { on, context: { sql } }: Twinning): readonly string[] {
  const alter = `ALTER TABLE ${on} ALTER COLUMN ${sql.name(now)}`;
  // A server of another version may know more of them.
  const known = old.options.filter((it) => /^n_distinct(_inherited)?=/.test(it));
  return [
    ...(old.statisticsTarget === null ? [] : [`${alter} SET STATISTICS ${old.statisticsTarget}`]),
    ...(known.length === 0 ? [] : [`${alter} SET (${settings(known, sql)})`]),
    ...(old.storage === null || !isLong(old, column.type) ? [] : [`${alter} SET STORAGE ${old.storage}`]),
    ...(old.compression === null || !isLong(old, column.type) ? [] : [`${alter} SET COMPRESSION ${old.compression}`]),
    ...(column.comment === null ? [] : [`COMMENT ON COLUMN ${on}.${sql.name(now)} IS ${sql.text(column.comment)}`]),
  ];
}

/** Types whose values can be stored apart, and compressed. */
const LONG =
  /^(?:text|character|character varying|bytea|jsonb?|xml|numeric|tsvector|tsquery|bit|bit varying|.*\[\])(?:\(.*\))?$/;
const isLong = (old: OperationColumn, type: string): boolean => old.type === type || LONG.test(type);

const storageNotes = ({ old, column }: Taken): readonly string[] =>
  (old.storage === null && old.compression === null) || isLong(old, column.type)
    ? []
    : [`Storage settings of ${old.name} are not carried over: values of ${column.type} have no place of their own.`];

function grants({ old, now }: Taken, { on, context: { sql } }: Twinning): readonly Mirrored[] {
  const first = old.grants.toSorted((a, b) => Number(b.grantable) - Number(a.grantable));
  return first.map((it) => ({
    sql: grantStatement(it, `${it.privilege} (${sql.name(now)})`, on),
    undo: null,
    ignore: sameRights([it]),
  }));
}

export const grantStatement = ({ grantee, grantable }: GrantFact, privilege: string, on: string): string =>
  `GRANT ${privilege} ON ${on} TO ${grantee}${grantable ? " WITH GRANT OPTION" : ""}`;

function grantorNotes({ old }: Taken, { table }: Twinning): readonly string[] {
  const others = old.grants.filter(({ grantor }) => grantor !== table.owner);
  if (others.length === 0) return [];
  return [
    `Rights on ${old.name} that ${[...new Set(others.map((it) => it.grantor))].join(", ")} gave are given by ${table.owner} on the new column.`,
  ];
}

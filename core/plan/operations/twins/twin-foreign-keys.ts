import { DomainError } from "#core/domain/domain-error.ts";
import type { OperationConstraint } from "../facts/table-facts.ts";
import type { ContractStatement } from "../rules/column-twin.ts";
import { deferrable } from "../sql/deferrable.ts";
import { lockTables } from "../sql/lock-tables.ts";
import { oldForeignKey } from "./old-foreign-key.ts";
import { at, commentOn, goesWithOld, type Twinning, type TwinParts, title, whileKept } from "./twinning.ts";

/** Foreign keys of the table, column by column as they are paired. Those on its old columns are refused. */
export async function twinForeignKeys(twinning: Twinning): Promise<readonly TwinParts[]> {
  refuseReferenced(twinning);
  const parts: TwinParts[] = [];
  for (const key of twinning.table.constraints.filter((it) => it.kind === "foreign-key" && !it.inherited)) {
    const touched = twinning.touches(key.columns);
    if (touched === "lost") {
      parts.push({ notes: [`Foreign key ${key.name} of ${twinning.table.ref.name} goes with the old column.`] });
      parts.push(await oldForeignKey(key, twinning));
    }
    const isSame = twinning.follows(key.columns) === "same";
    if (touched === "taken" && !isSame) parts.push(await oldForeignKey(key, twinning));
    if (touched === "taken") parts.push(await twinForeignKey(key, isSame, twinning));
  }
  return parts;
}

function refuseReferenced({ table, touches }: Twinning): void {
  const own = table.constraints.filter(({ references }) => references && isSame(references.table, table.ref));
  const key = [...table.incoming, ...own].find(
    ({ references }) => references && touches(references.columns) !== "none",
  );
  if (!key) return;
  throw new DomainError(
    "unsupported",
    `The column is referenced by the foreign key ${key.name} of ${key.table.name}: both sides must change together. An integer key becomes bigint with widen-key; otherwise drop the foreign key in a migration before, and add it again after. Nothing was changed.`,
  );
}

const isSame = (one: OperationConstraint["table"], other: OperationConstraint["table"]): boolean =>
  one.name === other.name && one.schema === other.schema;

/** `stays`: the key of the old column is there through the soak. */
async function twinForeignKey(key: OperationConstraint, stays: boolean, twinning: Twinning): Promise<TwinParts> {
  const { sql } = twinning.context;
  const { references } = key;
  if (!references) return {};
  const isMixed = await comparesTypes(key, twinning);
  const alter = `ALTER TABLE ${twinning.on}`;
  const [made, put] = [twinning.spare.next("k"), twinning.spare.next("k")];
  const rename = (from: string, to: string) => `${alter} RENAME CONSTRAINT ${sql.name(from)} TO ${sql.name(to)}`;
  const parent = sql.table(references.table);
  return {
    lastIgnore: stays ? goesWithOld(key) : [],
    constraints: [
      {
        add: {
          ...(isMixed ? { ignore: [MIXED] } : {}),
          // ADD FOREIGN KEY locks the child first; writers lock the parent first.
          sql: `LOCK TABLE ${parent} IN SHARE ROW EXCLUSIVE MODE;\n${alter} ADD CONSTRAINT ${sql.name(made)} ${definitionOf(key, twinning)} NOT VALID`,
          undo: `${bothLocks(parent, twinning)};\n${alter} DROP CONSTRAINT ${sql.name(made)}`,
          name: title(`Hold the new column to ${key.name} from now on`),
          from: twinning.from,
        },
        validate: {
          sql: `${alter} VALIDATE CONSTRAINT ${sql.name(made)}`,
          undo: "keep",
          name: title(`Prove ${key.name} for the new column`),
          from: twinning.from,
        },
      },
    ],
    contract: [
      ...dropLocks(parent, twinning),
      ...(stays ? whileKept(twinning, at("detach", rename(key.name, put), rename(put, key.name))) : []),
      at("attach", rename(made, key.name), rename(key.name, made)),
      ...commentOn(`CONSTRAINT ${sql.name(key.name)} ON ${twinning.on}`, key.comment, sql),
    ],
    last: stays && twinning.soak !== null ? [bothLocks(parent, twinning)] : [],
  };
}

function definitionOf(key: OperationConstraint, { now, context: { sql } }: Twinning): string {
  const { references } = key;
  if (!references) return "";
  const names = (columns: readonly string[]) => columns.map((it) => sql.name(now[it] ?? it)).join(", ");
  const [action = "", list] = references.onDelete.split(" (");
  // A list of columns comes with SET NULL and SET DEFAULT only, and is one of this table's columns.
  const only = list === undefined ? "" : ` (${names(key.columns.filter((it) => listed(list, sql.name(it))))})`;
  return [
    `FOREIGN KEY (${names(key.columns)}) REFERENCES ${sql.table(references.table)} (${references.columns.map(sql.name).join(", ")})`,
    references.match === "full" ? " MATCH FULL" : "",
    ` ON UPDATE ${references.onUpdate} ON DELETE ${action}${only}`,
    deferrable(key.deferrable),
  ].join("");
}

const listed = (list: string, name: string): boolean => `, ${list.slice(0, -1)}, `.includes(`, ${name}, `);

/** Writers are let finish before readers are kept out. */
const bothLocks = (parent: string, { on }: Twinning): string =>
  parent === on ? `LOCK TABLE ${on} IN ACCESS EXCLUSIVE MODE` : lockTables([parent, on]).join(";\n");

/** A foreign key that goes at contract is dropped under locks on both tables. */
const dropLocks = (parent: string, twinning: Twinning): readonly ContractStatement[] =>
  twinning.soak === null ? [at("lock", bothLocks(parent, twinning), null)] : [];

const MIXED = {
  rule: "foreign-key-type-mismatch",
  reason: "The new type is the one that was asked for; the server can compare it with that of the referenced column.",
};

/** Whether a type differs from that of the column it refers to. @throws DomainError `invalid-plan` where they cannot be compared. */
async function comparesTypes({ columns, references }: OperationConstraint, twinning: Twinning): Promise<boolean> {
  let isMixed = false;
  const { catalog } = twinning.context;
  const parent = references && (await catalog.find(references.table));
  for (const [index, name] of columns.entries()) {
    const taken = twinning.taken.find(({ old }) => old.name === name);
    const other = parent?.columns.find((it) => it.name === references?.columns[index]);
    if (!taken || !other || taken.column.type === other.type) continue;
    isMixed = true;
    const expression = `CAST(NULL AS ${taken.column.type}) = CAST(NULL AS ${other.type})`;
    await catalog.tryExpressions(
      twinning.table,
      [{ name: `${name} compared with ${other.name}`, expression, type: "boolean" }],
      0,
    );
  }
  return isMixed;
}

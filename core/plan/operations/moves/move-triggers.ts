import { dollarQuoted } from "#core/engines/postgres/postgres-names.ts";
import type { OperationSql } from "../operation.ts";
import { trustedPath } from "../sql/trusted-path.ts";
import { type MovedColumn, movedFlag } from "./moved-column.ts";

interface MoveTriggers {
  readonly install: readonly string[];
  readonly remove: readonly string[];
  /** Of the old table alone: after the swap nobody writes the old column but the other table's trigger. */
  readonly removeOld: readonly string[];
  readonly installOld: readonly string[];
  /** The functions of the other table, writing the old column under a name. */
  functions(old: string): readonly string[];
}

/**
 * Triggers on both tables. A setting of the transaction says that one of them writes the other, whose trigger then rests. They run
 * with the rights of whoever made them: who writes one table may not write the other.
 */
export function moveTriggers(moved: MovedColumn, sql: OperationSql): MoveTriggers {
  const { from, to, column, tag } = moved;
  const fn = (kind: string) => `sluice.${sql.name(`m${tag}_${kind}`)}`;
  const trigger = (kind: string) => sql.name(`~~sluice_${tag}_${kind}`);
  const [here, there] = [sql.table(from.ref), sql.table(to.ref)];
  const compared = [column, ...from.columns.filter((it) => moved.pairs.some(({ here: own }) => own === it.name))];
  const path = trustedPath(compared.map(({ type }) => type));
  const create = (kind: string, body: string) => [
    `CREATE OR REPLACE FUNCTION ${fn(kind)}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = ${path} AS ${dollarQuoted(body)}`,
    // It is fired without a right to it; with one, anybody could make it write from a table of their own.
    `REVOKE EXECUTE ON FUNCTION ${fn(kind)}() FROM PUBLIC`,
  ];
  const place = (kind: string, when: string, on: string) => [
    `CREATE TRIGGER ${trigger(kind)} ${when} INSERT OR UPDATE ON ${on} FOR EACH ROW EXECUTE FUNCTION ${fn(kind)}()`,
    // Also for rows that an apply worker or a loader writes.
    `ALTER TABLE ${on} ENABLE ALWAYS TRIGGER ${trigger(kind)}`,
  ];
  const drop = (kind: string, on: string) => [
    `DROP TRIGGER IF EXISTS ${trigger(kind)} ON ${on}`,
    `DROP FUNCTION IF EXISTS ${fn(kind)}()`,
  ];
  const functions = (old: string) => [
    ...create("b", beforeBody(moved, old, sql)),
    ...create("a", afterBody(moved, old, sql)),
  ];
  const installOld = [...create("o", oldBody(moved, sql)), ...place("o", "AFTER", here)];
  return {
    functions,
    installOld,
    removeOld: drop("o", here),
    install: [...functions(column.name), ...place("b", "BEFORE", there), ...place("a", "AFTER", there), ...installOld],
    remove: [...drop("a", there), ...drop("b", there), ...drop("o", here)],
  };
}

const isSkipped = ({ tag }: MovedColumn): string => `current_setting('sluice.skip_m${tag}', true) = 'on'`;

/** A rollback to a savepoint takes the setting back too. */
const skipping = ({ tag }: MovedColumn, statement: string): string =>
  `PERFORM set_config('sluice.skip_m${tag}', 'on', true);
  ${statement}
  PERFORM set_config('sluice.skip_m${tag}', 'off', true);`;

const changed = (columns: readonly string[], sql: OperationSql): string =>
  columns.map((it) => `NEW.${sql.name(it)} IS DISTINCT FROM OLD.${sql.name(it)}`).join(" OR ");

/** A write on the old table is carried to the rows of the other that belong to it. */
function oldBody(moved: MovedColumn, sql: OperationSql): string {
  const { to, column, name, pairs } = moved;
  const [value, target, flag] = [column.name, name, movedFlag(moved)].map((it) => sql.name(it));
  const isTheirs = pairs.map(({ there, here }) => `t.${sql.name(there)} = NEW.${sql.name(here)}`).join(" AND ");
  const set = `UPDATE ${sql.table(to.ref)} AS t SET ${target} = NEW.${value}, ${flag} = true
   WHERE ${isTheirs} AND (t.${target} IS DISTINCT FROM NEW.${value} OR t.${flag} IS NULL);`;
  return `
BEGIN
  IF ${isSkipped(moved)} OR (TG_OP = 'INSERT' AND NEW.${value} IS NULL) THEN RETURN NULL; END IF;
  IF TG_OP = 'UPDATE' AND NOT (${changed([column.name, ...pairs.map(({ here }) => here)], sql)}) THEN RETURN NULL; END IF;
  ${skipping(moved, set)}
  RETURN NULL;
END `;
}

/** A row of the other table that comes without a value takes it from the old table, whose row it holds for the moment. */
function beforeBody(moved: MovedColumn, old: string, sql: OperationSql): string {
  const { from, name, pairs } = moved;
  const [target, flag] = [sql.name(name), sql.name(movedFlag(moved))];
  const isMine = pairs.map(({ there, here }) => `s.${sql.name(here)} = NEW.${sql.name(there)}`).join(" AND ");
  const pull = `SELECT s.${sql.name(old)} INTO NEW.${target} FROM ${sql.table(from.ref)} AS s WHERE ${isMine} FOR SHARE;`;
  return `
BEGIN
  IF ${isSkipped(moved)} OR current_setting('sluice.backfill', true) = 'on' THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
    IF NEW.${target} IS NULL THEN
      ${pull}
    END IF;
    NEW.${flag} := true;
  ELSIF NEW.${target} IS DISTINCT FROM OLD.${target} THEN
    NEW.${flag} := true;
  ELSIF ${changed(
    pairs.map(({ there }) => there),
    sql,
  )} THEN
    ${pull}
    NEW.${flag} := true;
  END IF;
  RETURN NEW;
END `;
}

/** A value written in the other table is carried to the old one. */
function afterBody(moved: MovedColumn, old: string, sql: OperationSql): string {
  const { from, name, pairs } = moved;
  const [value, target] = [old, name].map((it) => sql.name(it));
  const isTheirs = pairs.map(({ there, here }) => `s.${sql.name(here)} = NEW.${sql.name(there)}`).join(" AND ");
  const set = `UPDATE ${sql.table(from.ref)} AS s SET ${value} = NEW.${target} WHERE ${isTheirs} AND s.${value} IS DISTINCT FROM NEW.${target};`;
  return `
BEGIN
  IF ${isSkipped(moved)} OR current_setting('sluice.backfill', true) = 'on' THEN RETURN NULL; END IF;
  IF (TG_OP = 'INSERT' AND NEW.${target} IS NULL) OR (TG_OP = 'UPDATE' AND NOT (${changed([name], sql)})) THEN RETURN NULL; END IF;
  ${skipping(moved, set)}
  RETURN NULL;
END `;
}

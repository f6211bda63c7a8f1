import { DomainError } from "#core/domain/domain-error.ts";
import type { SyncColumns, SyncSpec, SyncWriter } from "../sync-writer.ts";
import { differs } from "./postgres-comparison.ts";
import { dollarQuoted, inParentheses, quoteName, quoteTableName, quoteText } from "./postgres-names.ts";
import { namesIn, qualifiersIn } from "./postgres-tokens.ts";

/** Functions take at most this many arguments. */
const MAX_ARGUMENTS = 100;

type Column = SyncColumns["columns"][number];

/** One mapped column: the function that computes it and the columns that go in. */
interface Mapping {
  readonly column: Column;
  readonly expression: string;
  readonly functionName: string;
  readonly inputs: readonly Column[];
}

/** Columns that depend on each other. Independent pairs in one step must not rewrite each other. */
interface Rule {
  readonly to: readonly Mapping[];
  readonly back: readonly Mapping[];
}

const trigger = (tag: string): string => quoteName(`~~sluice_${tag}`);
const fn = (tag: string, suffix: string): string => `sluice.${quoteName(`s${tag}_${suffix}`)}`;

/** The change-detecting trigger on named columns: a write on either side is carried to the other. */
export const postgresSync: SyncWriter = {
  install(spec, { columns }) {
    const { tag, table } = spec;
    refuseDefaults(spec, columns);
    const to = mappingsOf(spec, columns, "to");
    const back = mappingsOf(spec, columns, "back");
    const syncFunction = fn(tag, "sync");
    return [
      ...[...to, ...back].flatMap(createFunction),
      `CREATE OR REPLACE FUNCTION ${syncFunction}() RETURNS trigger LANGUAGE plpgsql AS ${dollarQuoted(body(rulesOf(to, back)))}`,
      `GRANT EXECUTE ON FUNCTION ${syncFunction}() TO PUBLIC`,
      `CREATE OR REPLACE TRIGGER ${trigger(tag)} BEFORE INSERT OR UPDATE ON ${quoteTableName(table)} FOR EACH ROW EXECUTE FUNCTION ${syncFunction}()`,
      // Also for rows that an apply worker or a loader writes under session_replication_role = replica.
      `ALTER TABLE ${quoteTableName(table)} ENABLE ALWAYS TRIGGER ${trigger(tag)}`,
    ];
  },

  remove({ tag, table }) {
    return [
      `DROP TRIGGER IF EXISTS ${trigger(tag)} ON ${quoteTableName(table)}`,
      `DO $sluice$ DECLARE f regprocedure; BEGIN
  FOR f IN SELECT p.oid FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname = 'sluice' AND p.proname LIKE ${quoteText(`s${tag}\\_%`)}
  LOOP EXECUTE format('DROP FUNCTION %s', f); END LOOP;
END $sluice$`,
    ];
  },

  problems(spec) {
    const to = Object.keys(spec.to);
    const both = Object.keys(spec.back).filter((column) => to.includes(column));
    return [
      ...(to.length === 0 ? ["A sync without a column in `to` would do nothing."] : []),
      ...both.map((column) => `Column ${column} stands in \`to\` and in \`back\`: it cannot be computed from itself.`),
      ...Object.entries(spec.to)
        .filter(([column, expression]) => namesIn(expression).has(column))
        .map(
          ([column]) => `The expression of ${column} names ${column} itself: it must be computed from the old columns.`,
        ),
      ...Object.entries({ ...spec.to, ...spec.back })
        .filter(([, expression]) => qualifiersIn(expression).has(spec.table.name))
        .map(([column]) => `The expression of ${column} names a column with its table: write the column's name alone.`),
    ];
  },
};

/** With a default, an old client's INSERT looks as if a new one had written the column. */
function refuseDefaults(spec: SyncSpec, columns: readonly Column[]): void {
  for (const { name, default: value } of columns) {
    if (value === null || !(name in spec.to)) continue;
    throw new DomainError(
      "invalid-plan",
      `Column ${name} of ${spec.table.name} has the default ${value}: while it is synced, an INSERT that leaves it out could not be told from one that sets it. Add the column without a default and set the default in the contract phase.`,
    );
  }
}

function mappingsOf(spec: SyncSpec, columns: readonly Column[], side: "to" | "back"): readonly Mapping[] {
  return Object.entries(spec[side]).map(([name, expression], index) => {
    const column = columns.find((it) => it.name === name);
    if (!column) {
      throw new DomainError(
        "invalid-plan",
        `Table ${spec.table.name} has no column ${name} to sync. Add it in an earlier step of expand.`,
      );
    }
    const names = namesIn(expression);
    const inputs = columns.filter((it) => names.has(it.name) && it.name !== name);
    if (inputs.length > MAX_ARGUMENTS) {
      throw new DomainError(
        "invalid-plan",
        `The expression of ${name} names ${inputs.length} columns; a function takes ${MAX_ARGUMENTS}.`,
      );
    }
    return { column, expression, functionName: fn(spec.tag, `${side}${index + 1}`), inputs };
  });
}

/**
 * The body is parsed at creation: an unknown name or a wrong type fails here and not in a client's write, and no
 * search_path of a client changes what it means. Volatile by default, so that the planner may inline it.
 */
function createFunction({ column, expression, functionName, inputs }: Mapping): readonly string[] {
  const parameters = inputs.map((it) => `${quoteName(it.name)} ${it.type}`).join(", ");
  const types = inputs.map((it) => it.type).join(", ");
  return [
    `CREATE OR REPLACE FUNCTION ${functionName}(${parameters}) RETURNS ${column.type} LANGUAGE sql RETURN ${inParentheses(expression)}`,
    `GRANT EXECUTE ON FUNCTION ${functionName}(${types}) TO PUBLIC`,
  ];
}

/** Groups mappings whose expressions name each other's columns. */
function rulesOf(to: readonly Mapping[], back: readonly Mapping[]): readonly Rule[] {
  const rules: { to: Mapping[]; back: Mapping[] }[] = to.map((it) => ({ to: [it], back: [] }));
  for (const mapping of back) {
    const touching = rules.filter((rule) => rule.to.some((it) => areTied(it, mapping)));
    const merged = { to: touching.flatMap((it) => it.to), back: [...touching.flatMap((it) => it.back), mapping] };
    rules.splice(0, rules.length, ...rules.filter((it) => !touching.includes(it)), merged);
  }
  return rules;
}

const reads = (mapping: Mapping, { column }: Mapping): boolean => mapping.inputs.some((it) => it.name === column.name);
const areTied = (a: Mapping, b: Mapping): boolean => reads(a, b) || reads(b, a);

const NEW = (column: Column): string => `NEW.${quoteName(column.name)}`;
const OLD = (column: Column): string => `OLD.${quoteName(column.name)}`;
const isChanged = (column: Column): string => differs(NEW(column), OLD(column), column.type);
const assign = ({ column, functionName, inputs }: Mapping): string =>
  `${NEW(column)} := ${functionName}(${inputs.map(NEW).join(", ")});`;

const anyOf = (conditions: readonly string[]): string =>
  conditions.length === 0 ? "false" : `(${conditions.join(" OR ")})`;
const allOf = (conditions: readonly string[]): string =>
  conditions.length === 0 ? "true" : `(${conditions.join(" AND ")})`;

/** A default that reads the same under every search_path and at every time of one transaction. */
const IS_CONSTANT = /^(?:'(?:[^']|'')*'(?:::[^']+)?|-?\d[\d.]*|true|false|now\(\)|CURRENT_(?:DATE|TIMESTAMP))$/;

/** An old column that is NULL or still its default was not written by the client that inserted. */
const isUnwritten = (column: Column): string =>
  column.default !== null && IS_CONSTANT.test(column.default)
    ? `(${NEW(column)} IS NULL OR NOT (${differs(NEW(column), `(${column.default})::${column.type}`, column.type)}))`
    : `${NEW(column)} IS NULL`;

/** The columns whose change means that the old side was written: those with a way back, else all that go in. */
function oldSideOf({ to, back }: Rule): readonly Column[] {
  if (back.length > 0) return back.map((it) => it.column);
  const newSide = to.map((it) => it.column.name);
  const inputs = to.flatMap((it) => it.inputs).filter((it) => !newSide.includes(it.name));
  return inputs.filter((it, index) => inputs.findIndex((other) => other.name === it.name) === index);
}

const indented = (lines: readonly string[], depth: number): string =>
  lines.map((line) => " ".repeat(depth) + line).join("\n");

function insertRule({ to, back }: Rule): string {
  const forward = `IF ${allOf(to.map((it) => `${NEW(it.column)} IS NULL`))} THEN\n${indented(to.map(assign), 6)}`;
  if (back.length === 0) return `    ${forward}\n    END IF;`;
  const unwritten = allOf(back.map((it) => isUnwritten(it.column)));
  return `    ${forward}\n    ELSIF ${unwritten} THEN\n${indented(back.map(assign), 6)}\n    END IF;`;
}

function updateRule(rule: Rule): string {
  const newChanged = anyOf(rule.to.map((it) => isChanged(it.column)));
  const oldChanged = anyOf(oldSideOf(rule).map(isChanged));
  const forward = `IF ${oldChanged} AND NOT ${newChanged} THEN\n${indented(rule.to.map(assign), 6)}`;
  if (rule.back.length === 0) return `    ${forward}\n    END IF;`;
  return `    ${forward}\n    ELSIF ${newChanged} AND NOT ${oldChanged} THEN\n${indented(rule.back.map(assign), 6)}\n    END IF;`;
}

/** Both sides written means that the application writes both: each keeps what it was given. */
const body = (rules: readonly Rule[]): string => `
BEGIN
  IF current_setting('sluice.backfill', true) = 'on' THEN RETURN NEW; END IF;
  IF TG_OP = 'INSERT' THEN
${rules.map(insertRule).join("\n")}
  ELSE
${rules.map(updateRule).join("\n")}
  END IF;
  RETURN NEW;
END `;

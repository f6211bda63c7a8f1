import { effect, type LockEffect } from "./postgres-locks.ts";
import { listOf, type Node, nodeOf, nodesIn, stringOf, textOf } from "./postgres-syntax.ts";
import { wrappedIn } from "./postgres-text.ts";

const AEL = "ACCESS EXCLUSIVE";
const SRE = "SHARE ROW EXCLUSIVE";

/** Each row gets its own value: the table is rewritten to hold it. */
const VOLATILE = new Set(
  "random random_normal gen_random_uuid uuidv4 uuidv7 uuid_generate_v1 uuid_generate_v1mc uuid_generate_v4 clock_timestamp timeofday nextval currval lastval setval pg_sleep txid_current_if_assigned".split(
    " ",
  ),
);
/** Evaluated once, when the column is added. */
const STABLE = new Set(
  "now transaction_timestamp statement_timestamp current_setting current_database current_schema version lower upper initcap btrim ltrim rtrim length char_length replace substring substr overlay position repeat concat concat_ws md5 sha256 abs round floor ceil ceiling trunc mod power sqrt greatest least to_char to_date to_timestamp to_number date_trunc date_part extract age timezone make_date make_time make_interval make_timestamp make_timestamptz jsonb_build_object json_build_object jsonb_build_array json_build_array to_json to_jsonb array_append array_fill string_to_array regexp_replace split_part encode decode int4range int8range numrange tsrange tstzrange daterange txid_current pg_backend_pid".split(
    " ",
  ),
);

const FILLS = new Set(["CONSTR_IDENTITY", "CONSTR_GENERATED"]);
const SERIAL = /^(big|small)?serial[248]?$/;

export const functionNameOf = (call: Node): string =>
  listOf(call, "funcname")
    .flatMap((part) => stringOf(part) ?? [])
    .at(-1) ?? "";

/** Whether an expression gives each row another value; `unknown`: it calls a function that only the catalog knows. */
export function volatilityOf(expression: unknown): "constant" | "volatile" | "unknown" {
  let answer: "constant" | "volatile" | "unknown" = "constant";
  for (const [key, node] of nodesIn(expression)) {
    if (key !== "FuncCall") continue;
    const name = functionNameOf(node);
    if (VOLATILE.has(name)) return "volatile";
    if (!STABLE.has(name)) answer = "unknown";
  }
  return answer;
}

/** What ADD COLUMN does: the worst of its type, its default and its constraints. */
export function columnEffects(definition: Node | null): readonly LockEffect[] {
  const constraints = wrappedIn(definition, "constraints", "Constraint");
  const value = constraints.find((it) => it.contype === "CONSTR_DEFAULT")?.raw_expr;
  const isVirtual = constraints.some((it) => it.contype === "CONSTR_GENERATED" && it.generated_kind === "v");
  const type =
    listOf(nodeOf(definition, "typeName"), "names")
      .flatMap((part) => stringOf(part) ?? [])
      .at(-1) ?? "";
  const isFilled =
    value !== undefined || SERIAL.test(type) || constraints.some(({ contype }) => FILLS.has(String(contype)));
  const effects = constraints.flatMap(
    (it) => inlineEffect(it, { hasDefault: value !== undefined, isVirtual, isFilled }) ?? [],
  );
  if (SERIAL.test(type))
    effects.push(effect(AEL, "rewrite", "Rewrites the table: each row gets a number of the sequence"));
  if (value !== undefined) effects.push(...defaultEffects(value));
  return effects.length > 0 ? effects : [effect(AEL, "none", "Adds the column in the catalog only")];
}

function defaultEffects(value: unknown): readonly LockEffect[] {
  const volatility = volatilityOf(value);
  if (volatility === "volatile")
    return [effect(AEL, "rewrite", "Rewrites the table: the default differs from row to row")];
  if (volatility === "unknown")
    return [
      effect(AEL, "rewrite", "Rewrites the table if the default's function is VOLATILE, which its name does not tell"),
    ];
  return [];
}

function inlineEffect(
  constraint: Node,
  {
    hasDefault,
    isVirtual,
    isFilled,
  }: { readonly hasDefault: boolean; readonly isVirtual: boolean; readonly isFilled: boolean },
): LockEffect | null {
  switch (constraint.contype) {
    case "CONSTR_IDENTITY":
      return effect(AEL, "rewrite", "Rewrites the table: each row gets a number");
    case "CONSTR_GENERATED":
      return isVirtual ? null : effect(AEL, "rewrite", "Rewrites the table: the value is stored in each row");
    case "CONSTR_NOTNULL":
      if (isVirtual) return effect(AEL, "scan", "Computes every row to prove NOT NULL");
      return isFilled ? null : effect(AEL, "scan", "Fails if the table has a row: NOT NULL without a default");
    case "CONSTR_CHECK":
      return constraint.is_enforced === true ? effect(AEL, "scan", "Reads the whole table to prove the CHECK") : null;
    case "CONSTR_UNIQUE":
    case "CONSTR_PRIMARY":
      return effect(AEL, "index", "Builds an index under the lock");
    case "CONSTR_FOREIGN":
      return effect(AEL, hasDefault ? "scan" : "none", "SHARE ROW EXCLUSIVE also on the referenced table");
    default:
      return null;
  }
}

/** What ADD CONSTRAINT does. */
export function constraintEffect(constraint: Node | null): LockEffect {
  const isUnproven =
    constraint?.skip_validation === true || constraint?.is_enforced === false || constraint?.is_enforced === undefined;
  const isUsingIndex = textOf(constraint, "indexname") !== null;
  switch (constraint?.contype) {
    case "CONSTR_CHECK":
    case "CONSTR_NOTNULL":
      return isUnproven
        ? effect(AEL, "none", "Adds the constraint without reading the table")
        : effect(AEL, "scan", "Reads the whole table to prove the constraint");
    case "CONSTR_FOREIGN":
      return isUnproven
        ? effect(SRE, "none", "Adds the foreign key without reading the tables; SHARE ROW EXCLUSIVE on both")
        : effect(SRE, "scan", "Reads both tables to prove the foreign key; SHARE ROW EXCLUSIVE on both");
    case "CONSTR_PRIMARY":
      if (isUsingIndex)
        return effect(AEL, "scan", "Reads the whole table, unless the key's columns are NOT NULL already");
      return effect(AEL, "index", "Builds an index under the lock");
    case "CONSTR_UNIQUE":
      if (isUsingIndex) return effect(AEL, "none", "Makes a constraint of the index");
      return effect(AEL, "index", "Builds an index under the lock");
    case "CONSTR_EXCLUSION":
      return effect(AEL, "index", "Builds an index under the lock");
    default:
      return effect(AEL, "none", "Changes the catalog only");
  }
}

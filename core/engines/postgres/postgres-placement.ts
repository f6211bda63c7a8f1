import type { Phase } from "#core/domain/phase.ts";
import type { Statement } from "../statement-reader.ts";
import { listOf, type Node, nodeOf, textOf } from "./postgres-syntax.ts";

/** What people call a statement, and the phase it belongs in. */
export interface Placed {
  readonly label: string;
  readonly placement: Statement["placement"];
}
type Placement = Statement["placement"];

const into = (phase: Phase, why: string, kind: "sql" | "index" | "backfill" | "check" = "sql"): Placement => ({
  phase,
  kind,
  why,
});
const nowhere = (why: string): Placement => ({ phase: null, why });

const ADDS = "Adds something that the running version does not use yet";
const REMOVES = "Takes away what the old version may still use";
const STRICTER = "The old version may still write what it forbids";
const LOOSER = "Allows more than before; the old version goes on working";

const SUBCOMMANDS: Readonly<Record<string, readonly [label: string, placement: Placement]>> = {
  AT_AddColumn: ["ADD COLUMN", into("expand", ADDS)],
  AT_DropColumn: ["DROP COLUMN", into("contract", REMOVES)],
  AT_SetNotNull: ["ALTER COLUMN SET NOT NULL", into("contract", STRICTER)],
  AT_DropNotNull: ["ALTER COLUMN DROP NOT NULL", into("expand", LOOSER)],
  AT_AlterColumnType: [
    "ALTER COLUMN TYPE",
    into(
      "contract",
      "Changes the form of the values under the running version; a new column with dual writes is safer",
    ),
  ],
  AT_ValidateConstraint: ["VALIDATE CONSTRAINT", into("verify", "Proves that all rows satisfy the constraint")],
  AT_DropConstraint: ["DROP CONSTRAINT", into("contract", REMOVES)],
  AT_SetStatistics: ["ALTER COLUMN SET STATISTICS", into("expand", "Tells the planner more; harmless")],
  AT_SetRelOptions: ["SET (…)", into("expand", "Changes storage parameters; harmless")],
  AT_ResetRelOptions: ["RESET (…)", into("expand", "Changes storage parameters; harmless")],
  AT_AddIdentity: ["ALTER COLUMN ADD GENERATED AS IDENTITY", into("contract", STRICTER)],
  AT_DropIdentity: ["ALTER COLUMN DROP IDENTITY", into("contract", REMOVES)],
  AT_SetExpression: ["ALTER COLUMN SET EXPRESSION", into("contract", "Changes the values under the running version")],
  AT_DropExpression: ["ALTER COLUMN DROP EXPRESSION", into("contract", REMOVES)],
  AT_SetStorage: ["ALTER COLUMN SET STORAGE", into("expand", "Changes how values are stored from now on; harmless")],
  AT_SetCompression: [
    "ALTER COLUMN SET COMPRESSION",
    into("expand", "Changes how values are stored from now on; harmless"),
  ],
  AT_AttachPartition: ["ATTACH PARTITION", into("expand", ADDS)],
  AT_DetachPartition: ["DETACH PARTITION", into("contract", REMOVES)],
  AT_ReplicaIdentity: ["REPLICA IDENTITY", into("expand", "Changes what is logged for replicas")],
};

function placeSubcommand(command: Node | null): Placed {
  const subtype = textOf(command, "subtype") ?? "";
  if (subtype === "AT_ColumnDefault") {
    return command?.def === undefined
      ? {
          label: "ALTER COLUMN DROP DEFAULT",
          placement: into("contract", "The old version may still rely on the default"),
        }
      : { label: "ALTER COLUMN SET DEFAULT", placement: into("expand", "Concerns rows that are inserted from now on") };
  }
  if (subtype === "AT_AddConstraint") {
    const constraint = nodeOf(nodeOf(command, "def"), "Constraint");
    const label = `ADD ${CONSTRAINTS[textOf(constraint, "contype") ?? ""] ?? "CONSTRAINT"}`;
    if (constraint?.skip_validation !== true) return { label, placement: into("contract", STRICTER) };
    return {
      label: `${label} NOT VALID`,
      placement: into("expand", "Binds new rows only; VALIDATE proves the old ones in verify"),
    };
  }
  const known = SUBCOMMANDS[subtype];
  if (known) return { label: known[0], placement: known[1] };
  const words = subtype
    .replace(/^AT_/, "")
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toUpperCase();
  return {
    label: words,
    placement: nowhere("Sluice has no phase for this kind of ALTER TABLE; decide where it belongs"),
  };
}

const CONSTRAINTS: Readonly<Record<string, string>> = {
  CONSTR_CHECK: "CHECK",
  CONSTR_FOREIGN: "FOREIGN KEY",
  CONSTR_UNIQUE: "UNIQUE",
  CONSTR_PRIMARY: "PRIMARY KEY",
  CONSTR_EXCLUSION: "EXCLUDE",
  CONSTR_NOTNULL: "NOT NULL",
};

function placeAlterTable(body: Node): Placed {
  const object = (textOf(body, "objtype") ?? "OBJECT_TABLE")
    .replace("OBJECT_", "")
    .replace("MATVIEW", "MATERIALIZED VIEW");
  const placed = listOf(body, "cmds").map((wrapped) => placeSubcommand(nodeOf(wrapped, "AlterTableCmd")));
  const label = `ALTER ${object} … ${placed.map((it) => it.label).join(", ")}`;
  const [first] = placed;
  const phases = new Set(placed.map(({ placement }) => placement.phase));
  if (first && phases.size === 1) return { label, placement: first.placement };
  return {
    label,
    placement: nowhere(
      `Its parts belong in different phases (${[...phases].map((it) => it ?? "none").join(", ")}): split it into statements`,
    ),
  };
}

const DML = "It changes rows at once and running it twice does it twice";
const TRANSACTION = "Sluice opens and ends transactions itself";
const RIGHTS = "Changes who may do what; run it where your rights are kept";

const objectOf = (body: Node, key: string): string =>
  (textOf(body, key) ?? "")
    .replace("OBJECT_", "")
    .replace("MATVIEW", "MATERIALIZED VIEW")
    .replace("TABCONSTRAINT", "CONSTRAINT")
    .replaceAll("_", " ");

function placeDrop(body: Node): Placed {
  const object = objectOf(body, "removeType");
  const isIndex = object === "INDEX";
  return {
    label: `DROP ${object}${body.concurrent === true ? " CONCURRENTLY" : ""}`,
    placement: into("contract", REMOVES, isIndex ? "index" : "sql"),
  };
}

const asIs = (label: string, placement: Placement) => (): Placed => ({ label, placement });

const STATEMENTS: Readonly<Record<string, (body: Node) => Placed>> = {
  AlterTableStmt: placeAlterTable,
  DropStmt: placeDrop,
  RenameStmt: (body) => ({
    label:
      body.renameType === "OBJECT_COLUMN"
        ? "ALTER TABLE … RENAME COLUMN"
        : `ALTER ${objectOf(body, "renameType")} … RENAME`,
    placement: into("contract", "The old version uses the old name"),
  }),
  CreateStmt: asIs("CREATE TABLE", into("expand", ADDS)),
  CreateTableAsStmt: (body) => ({
    label: body.objtype === "OBJECT_MATVIEW" ? "CREATE MATERIALIZED VIEW" : "CREATE TABLE AS",
    placement: into("expand", "Adds something new, filled by its query inside the transaction"),
  }),
  ViewStmt: (body) => ({
    label: body.replace === true ? "CREATE OR REPLACE VIEW" : "CREATE VIEW",
    placement: into("expand", ADDS),
  }),
  IndexStmt: (body) => ({
    label: `CREATE ${body.unique === true ? "UNIQUE " : ""}INDEX${body.concurrent === true ? " CONCURRENTLY" : ""}`,
    placement: into("expand", "Built without blocking writers", "index"),
  }),
  CreateTrigStmt: asIs("CREATE TRIGGER", into("expand", ADDS)),
  CreateFunctionStmt: asIs("CREATE FUNCTION", into("expand", ADDS)),
  CreateSeqStmt: asIs("CREATE SEQUENCE", into("expand", ADDS)),
  CreateEnumStmt: asIs("CREATE TYPE", into("expand", ADDS)),
  CompositeTypeStmt: asIs("CREATE TYPE", into("expand", ADDS)),
  CreateRangeStmt: asIs("CREATE TYPE", into("expand", ADDS)),
  CreateDomainStmt: asIs("CREATE DOMAIN", into("expand", ADDS)),
  CreateSchemaStmt: asIs("CREATE SCHEMA", into("expand", ADDS)),
  CreateExtensionStmt: asIs("CREATE EXTENSION", into("expand", ADDS)),
  CreateStatsStmt: asIs("CREATE STATISTICS", into("expand", "Tells the planner more; harmless")),
  AlterEnumStmt: asIs(
    "ALTER TYPE … ADD VALUE",
    into("expand", "Adds a value; it cannot be used in the same step, nor be taken away again"),
  ),
  AlterSeqStmt: asIs("ALTER SEQUENCE", into("expand", "Concerns numbers that are drawn from now on")),
  CommentStmt: asIs("COMMENT", into("expand", "Only describes; harmless")),
  UpdateStmt: asIs(
    "UPDATE",
    nowhere(
      "It cannot be cut into batches: a backfill changes one table, column by column, from the row itself; write it as a backfill step",
    ),
  ),
  InsertStmt: asIs("INSERT", nowhere(`${DML}; put it into an sql step with an undo if the rows are few`)),
  DeleteStmt: asIs("DELETE", nowhere(`${DML}; put it into an sql step with an undo if the rows are few`)),
  MergeStmt: asIs("MERGE", nowhere(`${DML}; put it into an sql step with an undo if the rows are few`)),
  TruncateStmt: asIs(
    "TRUNCATE",
    nowhere("It deletes every row at once and cannot be undone; decide yourself whether and when"),
  ),
  CopyStmt: asIs("COPY", nowhere("It needs a data stream, which a plan does not have")),
  SelectStmt: asIs(
    "SELECT",
    nowhere("It changes nothing. To prove something, write a check in verify and say what it must return"),
  ),
  TransactionStmt: (body) => ({
    label: (textOf(body, "kind") ?? "").replace("TRANS_STMT_", "").replaceAll("_", " ") || "TRANSACTION",
    placement: nowhere(TRANSACTION),
  }),
  VariableSetStmt: asIs(
    "SET",
    nowhere("Sluice sets the timeouts of each step itself; other settings do not outlive the step"),
  ),
  GrantStmt: asIs("GRANT or REVOKE", nowhere(RIGHTS)),
  GrantRoleStmt: asIs("GRANT or REVOKE ROLE", nowhere(RIGHTS)),
  AlterDefaultPrivilegesStmt: asIs("ALTER DEFAULT PRIVILEGES", nowhere(RIGHTS)),
  CreatePolicyStmt: asIs("CREATE POLICY", nowhere(RIGHTS)),
  AlterPolicyStmt: asIs("ALTER POLICY", nowhere(RIGHTS)),
  AlterOwnerStmt: asIs("ALTER … OWNER TO", nowhere(RIGHTS)),
  LockStmt: asIs("LOCK TABLE", nowhere("Sluice takes the locks that a step needs")),
  DoStmt: asIs("DO", nowhere("What its code does cannot be told; put it where it belongs")),
  ReindexStmt: asIs("REINDEX", nowhere("It changes no schema; run it by hand")),
  RefreshMatViewStmt: asIs("REFRESH MATERIALIZED VIEW", nowhere("It runs a whole query under a lock; decide when")),
  ClusterStmt: asIs("CLUSTER", nowhere("It copies the table while everybody waits")),
  VacuumStmt: (body) =>
    body.is_vacuumcmd === true
      ? { label: "VACUUM", placement: nowhere("It cannot run inside a transaction; run it by hand") }
      : { label: "ANALYZE", placement: into("verify", "Renews the planner's statistics after the backfill") },
};

/** The label of a statement and its place in a phased plan. */
export function placeStatement(kind: string, body: Node): Placed {
  const known = STATEMENTS[kind];
  if (known) return known(body);
  const label = kind
    .replace(/Stmt$/, "")
    .replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toUpperCase();
  return { label, placement: nowhere("Sluice has no phase for this kind of statement; decide where it belongs") };
}

import { columnEffects, constraintEffect } from "./postgres-column-locks.ts";
import { effect, type LockEffect, type LockMode } from "./postgres-locks.ts";
import { listOf, type Node, nodeOf, textOf } from "./postgres-syntax.ts";
import { wrappedIn } from "./postgres-text.ts";

const AEL = "ACCESS EXCLUSIVE";
const SRE = "SHARE ROW EXCLUSIVE";
const SUE = "SHARE UPDATE EXCLUSIVE";
const CATALOG = "Changes the catalog only";

/** Subcommands of ALTER TABLE whose effect does not depend on more than their name. What is not here changes the catalog under ACCESS EXCLUSIVE. */
const SUBCOMMANDS: Readonly<Record<string, LockEffect>> = {
  AT_SetNotNull: effect(AEL, "scan", "Reads the whole table, unless a validated CHECK (… IS NOT NULL) proves it"),
  AT_SetExpression: effect(AEL, "rewrite", "Rewrites the table if the column is STORED"),
  AT_AlterColumnType: effect(
    AEL,
    "rewrite",
    "Rewrites the table and its indexes, unless the types are stored alike (varchar to a longer one or to text)",
  ),
  AT_SetLogged: effect(AEL, "rewrite", "Rewrites the table and its indexes"),
  AT_SetUnLogged: effect(AEL, "rewrite", "Rewrites the table and its indexes"),
  AT_SetAccessMethod: effect(AEL, "rewrite", "Rewrites the table"),
  AT_SetTableSpace: effect(AEL, "rewrite", "Copies the table's files"),
  AT_ValidateConstraint: effect(SUE, "scan", "Reads the whole table; readers and writers go on", "long"),
  AT_SetStatistics: effect(SUE, "none", CATALOG),
  AT_SetOptions: effect(SUE, "none", CATALOG),
  AT_ResetOptions: effect(SUE, "none", CATALOG),
  AT_SetRelOptions: effect(SUE, "none", CATALOG),
  AT_ResetRelOptions: effect(SUE, "none", CATALOG),
  AT_ClusterOn: effect(SUE, "none", CATALOG),
  AT_DropCluster: effect(SUE, "none", CATALOG),
  AT_AttachPartition: effect(
    AEL,
    "scan",
    "ACCESS EXCLUSIVE on the new partition and on a default one, which it reads unless CHECKs prove the bounds; the parent goes on",
  ),
  AT_DropConstraint: effect(AEL, "none", "Changes the catalog only; of a foreign key it locks both tables"),
};
const TRIGGERS = /^AT_(Enable|Disable)(Always|Replica)?Trig/;

export function alterTableEffects(body: Node): readonly LockEffect[] {
  const objectType = textOf(body, "objtype");
  return wrappedIn(body, "cmds", "AlterTableCmd").flatMap((command) => {
    const subtype = textOf(command, "subtype") ?? "";
    if (objectType === "OBJECT_INDEX") return [indexSubcommand(subtype)];
    if (objectType === "OBJECT_VIEW") return [effect(AEL, "none", "Locks the view only")];
    return subcommandEffects(subtype, nodeOf(command, "def"));
  });
}

function subcommandEffects(subtype: string, definition: Node | null): readonly LockEffect[] {
  if (subtype === "AT_AddColumn") return columnEffects(nodeOf(definition, "ColumnDef"));
  if (subtype === "AT_AddConstraint") return [constraintEffect(nodeOf(definition, "Constraint"))];
  if (subtype === "AT_DetachPartition") return [detach(nodeOf(definition, "PartitionCmd"))];
  if (subtype === "AT_AlterConstraint" && nodeOf(definition, "ATAlterConstraint")?.is_enforced === true) {
    return [effect(AEL, "scan", "Reads the table to prove the constraint")];
  }
  if (TRIGGERS.test(subtype)) return [effect(SRE, "none", CATALOG)];
  return [SUBCOMMANDS[subtype] ?? effect(AEL, "none", CATALOG)];
}

function indexSubcommand(subtype: string): LockEffect {
  if (subtype === "AT_AttachPartition")
    return effect("ACCESS SHARE", "none", "Joins the index of a partition to the parent's", "short");
  if (subtype === "AT_SetTableSpace")
    return effect(AEL, "none", "Moves the index; queries of the table that plan with it wait");
  return effect(SUE, "none", CATALOG);
}

const detach = (command: Node | null): LockEffect =>
  command?.concurrent === true
    ? effect(SUE, "none", "Waits for older transactions of the parent, then detaches", "long")
    : effect(AEL, "none", "ACCESS EXCLUSIVE on parent and partition");

const RENAMES: Readonly<Record<string, LockEffect>> = {
  OBJECT_TABLE: effect(AEL, "none", CATALOG),
  OBJECT_COLUMN: effect(AEL, "none", CATALOG),
  OBJECT_TABCONSTRAINT: effect(AEL, "none", CATALOG),
  OBJECT_TRIGGER: effect(AEL, "none", CATALOG),
  OBJECT_POLICY: effect(AEL, "none", CATALOG),
  OBJECT_RULE: effect(AEL, "none", CATALOG),
  OBJECT_VIEW: effect(AEL, "none", "Locks the view only"),
  OBJECT_MATVIEW: effect(AEL, "none", "Locks the materialized view only"),
  OBJECT_SEQUENCE: effect(AEL, "none", "Locks the sequence only"),
  OBJECT_INDEX: effect(SUE, "none", "Locks the index only"),
};

const DROPS: Readonly<Record<string, LockEffect>> = {
  OBJECT_TABLE: effect(
    AEL,
    "none",
    "Removes the table; ACCESS EXCLUSIVE also on tables that its foreign keys tie it to",
  ),
  OBJECT_INDEX: effect(AEL, "none", "Removes the index under a lock on its table"),
  OBJECT_VIEW: effect(AEL, "none", "Locks the view only"),
  OBJECT_MATVIEW: effect(AEL, "none", "Locks the materialized view only"),
  OBJECT_SEQUENCE: effect(AEL, "none", "Locks the sequence only"),
  OBJECT_TRIGGER: effect(AEL, "none", CATALOG),
  OBJECT_POLICY: effect(AEL, "none", CATALOG),
  OBJECT_RULE: effect(AEL, "none", CATALOG),
};

function dropEffect(body: Node): LockEffect {
  if (body.concurrent === true)
    return effect(SUE, "none", "Waits for transactions that may use the index; nobody waits for it", "long");
  const known = DROPS[textOf(body, "removeType") ?? ""];
  if (known) return known;
  return textOf(body, "behavior") === "DROP_CASCADE"
    ? effect(AEL, "none", "CASCADE also takes ACCESS EXCLUSIVE on every table that uses it")
    : effect("none", "none", CATALOG);
}

const DOMAIN_SCANS = new Set(["C", "O", "V", "AD_AddConstraint", "AD_SetNotNull", "AD_ValidateConstraint"]);

function domainEffect(body: Node): LockEffect {
  const isUnproven = nodeOf(nodeOf(body, "def"), "Constraint")?.skip_validation === true;
  if (!DOMAIN_SCANS.has(textOf(body, "subtype") ?? "")) return effect("none", "none", CATALOG);
  if (isUnproven) return effect("none", "none", "Adds the constraint without reading a table");
  return effect("SHARE", "scan", "Reads every table that uses the domain, under SHARE");
}

const LOCK_STATEMENT: readonly LockMode[] = [
  "none",
  "ACCESS SHARE",
  "ROW SHARE",
  "ROW EXCLUSIVE",
  SUE,
  "SHARE",
  SRE,
  "EXCLUSIVE",
  AEL,
];

function createTable(body: Node): LockEffect {
  if (nodeOf(body, "partbound"))
    return effect(AEL, "none", "ACCESS EXCLUSIVE on the parent; a default partition is read under it");
  if (listOf(body, "inhRelations").length > 0) return effect(SUE, "none", "Locks the parent against other DDL");
  const constraints = [...listOf(body, "tableElts"), ...listOf(body, "constraints")];
  const isReferencing = JSON.stringify(constraints).includes("CONSTR_FOREIGN");
  return isReferencing
    ? effect(SRE, "none", "SHARE ROW EXCLUSIVE on the tables that it references")
    : effect("none", "none", "The table is new: nobody uses it yet");
}

const hasOption = (body: Node, key: string, name: string): boolean =>
  listOf(body, key).some((option) => {
    const element = nodeOf(option, "DefElem");
    return (
      textOf(element, "defname") === name && !/"(false|off)"|"ival":\{\}/.test(JSON.stringify(element?.arg ?? null))
    );
  });

type Reader = (body: Node) => LockEffect;
const change =
  (scans: boolean): Reader =>
  () =>
    effect(
      "ROW EXCLUSIVE",
      scans ? "scan" : "none",
      "Locks the rows that it changes until its transaction ends",
      "batch",
    );
const always =
  (it: LockEffect): Reader =>
  () =>
    it;
const RELATION_COMMENTS = new Set([
  "OBJECT_TABLE",
  "OBJECT_COLUMN",
  "OBJECT_VIEW",
  "OBJECT_MATVIEW",
  "OBJECT_INDEX",
  "OBJECT_SEQUENCE",
]);

const STATEMENTS: Readonly<Record<string, Reader>> = {
  IndexStmt: (body) =>
    body.concurrent === true
      ? effect(SUE, "index", "Builds the index while readers and writers go on; waits for older transactions", "long")
      : effect("SHARE", "index", "Builds the index"),
  ReindexStmt: (body) =>
    hasOption(body, "params", "concurrently")
      ? effect(SUE, "index", "Builds the index anew while readers and writers go on", "long")
      : effect("SHARE", "index", "Builds the index anew; ACCESS EXCLUSIVE on the index itself"),
  RenameStmt: (body) => RENAMES[textOf(body, "renameType") ?? ""] ?? effect("none", "none", CATALOG),
  DropStmt: dropEffect,
  CreateStmt: createTable,
  AlterDomainStmt: domainEffect,
  AlterObjectSchemaStmt: (body) => RENAMES[textOf(body, "objectType") ?? ""] ?? effect("none", "none", CATALOG),
  AlterOwnerStmt: always(effect("none", "none", CATALOG)),
  TruncateStmt: always(effect(AEL, "none", "Deletes every row at once")),
  VacuumStmt: (body) =>
    hasOption(body, "options", "full")
      ? effect(AEL, "rewrite", "Copies the table and its indexes")
      : effect(SUE, "scan", body.is_vacuumcmd === true ? "Cleans the table" : "Reads a sample of the table", "long"),
  ClusterStmt: always(effect(AEL, "rewrite", "Copies the table in the order of the index")),
  CommentStmt: (body) =>
    RELATION_COMMENTS.has(textOf(body, "objtype") ?? "")
      ? effect(SUE, "none", CATALOG)
      : effect("ACCESS SHARE", "none", CATALOG, "short"),
  CreateStatsStmt: always(effect(SUE, "none", CATALOG)),
  CreatePublicationStmt: always(effect(SUE, "none", CATALOG)),
  AlterPublicationStmt: always(effect(SUE, "none", CATALOG)),
  CreateTrigStmt: always(effect(SRE, "none", CATALOG)),
  CreatePolicyStmt: always(effect(AEL, "none", "Access changes at once")),
  AlterPolicyStmt: always(effect(AEL, "none", "Access changes at once")),
  RuleStmt: always(effect(AEL, "none", CATALOG)),
  AlterSeqStmt: always(effect(SRE, "none", "Locks the sequence only")),
  ViewStmt: (body) =>
    body.replace === true
      ? effect(AEL, "none", "Locks the view only; its tables go on")
      : effect("ACCESS SHARE", "none", "Makes a view; its tables go on", "short"),
  CreateTableAsStmt: always(effect("ACCESS SHARE", "scan", "Runs its query inside the transaction", "short")),
  RefreshMatViewStmt: (body) =>
    effect(
      body.concurrent === true ? "EXCLUSIVE" : AEL,
      "scan",
      "Runs the whole query; the lock is on the materialized view",
    ),
  LockStmt: (body) => effect(LOCK_STATEMENT[Number(body.mode)] ?? AEL, "none", "Held until the transaction ends"),
  SelectStmt: (body) =>
    listOf(body, "lockingClause").length > 0
      ? effect("ROW SHARE", "none", "Locks the rows that it reads against changes", "read")
      : effect("ACCESS SHARE", "none", "Only reads", "read"),
  UpdateStmt: change(true),
  DeleteStmt: change(true),
  MergeStmt: change(true),
  InsertStmt: change(false),
  CopyStmt: change(false),
};

/** Changes the catalog without a lock on a table in use. */
const FREE =
  /^(CreateFunction|CreateEnum|AlterEnum|CompositeType|CreateRange|CreateDomain|CreateSeq|CreateSchema|CreateExtension|AlterExtension|Define|Grant|GrantRole|AlterDefaultPrivileges|AlterFunction|VariableSet|VariableShow|Transaction|CreateRole|AlterRole|AlterRoleSet|AlterStats|AlterType|Explain|Notify|Discard|Checkpoint|CreateCast|CreateEventTrig|CreateFdw|CreateForeignServer|AlterDatabase|AlterDatabaseSet)Stmt$/;

/** What a statement does to the relations it touches, as measured on PostgreSQL 14 to 18. */
export function effectsOf(kind: string, body: Node): readonly LockEffect[] {
  if (kind === "AlterTableStmt") return alterTableEffects(body);
  const known = STATEMENTS[kind];
  if (known) return [known(body)];
  if (FREE.test(kind)) return [effect("none", "none", CATALOG)];
  return [effect(AEL, "scan", "What it locks cannot be told from its text; the worst is assumed", "short")];
}

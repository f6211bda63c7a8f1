import type { SchemaChange } from "#core/analysis/schema-change.ts";
import { PlacedSource } from "./postgres-placed-source.ts";
import { readTableCommand } from "./postgres-read-alter-table.ts";
import { readCreateRule, readCreateTrigger, readPolicy } from "./postgres-read-attached.ts";
import { placeOf, type ReadContext } from "./postgres-read-context.ts";
import { readCreateIndex, readIndexCommand, readReindex } from "./postgres-read-index.ts";
import {
  readComment,
  readDrop,
  readGrant,
  readGrantRole,
  readOwner,
  readRename,
  readSetSchema,
} from "./postgres-read-names.ts";
import {
  readAlterSequence,
  readAlterStatistics,
  readCreateFunction,
  readCreateMaterializedView,
  readCreateSequence,
  readCreateStatistics,
  readCreateView,
  readExtension,
  readPublication,
  readRefresh,
} from "./postgres-read-objects.ts";
import { sqlOfBlock } from "./postgres-read-plpgsql.ts";
import {
  readCopy,
  readDelete,
  readExplain,
  readInsert,
  readMerge,
  readSelect,
  readUpdate,
  writesInside,
} from "./postgres-read-rows.ts";
import {
  readCall,
  readCluster,
  readDo,
  readLock,
  readSet,
  readTransaction,
  readTruncate,
  readVacuum,
} from "./postgres-read-session.ts";
import { readCreateTable, readTableFromQuery } from "./postgres-read-table.ts";
import {
  readAlterDomain,
  readAlterEnum,
  readCreateComposite,
  readCreateDomain,
  readCreateEnum,
  readTypeCommand,
} from "./postgres-read-types.ts";
import { isNode, listOf, type Node, nodeOf, textOf } from "./postgres-syntax.ts";
import { wrappedIn } from "./postgres-text.ts";

type Reader = (context: ReadContext, body: Node) => SchemaChange | readonly SchemaChange[];

/** What one statement changes; never nothing. */
export function readChanges(context: ReadContext, kind: string, body: Node): readonly SchemaChange[] {
  const read = READERS[kind];
  const place = placeOf(context, null);
  if (!read) {
    if (CATALOG_ONLY.test(kind)) return [{ kind: "catalog-only", place, label: kind.replace(/Stmt$/, "") }];
    return [{ kind: "other", place, label: kind.replace(/Stmt$/, "") }];
  }
  const changes = [read(context, body)].flat();
  return changes.length > 0 ? changes : [{ kind: "other", place, label: kind.replace(/Stmt$/, "") }];
}

/** Changes the catalog, or the session, and locks no relation that others use. */
const CATALOG_ONLY =
  /^(CreateRange|Define|AlterFunction|AlterRole|AlterRoleSet|CreateRole|DropRole|VariableShow|Notify|Listen|Unlisten|Discard|CheckPoint|CreateCast|CreateEventTrig|AlterEventTrig|CreateFdw|AlterFdw|CreateForeignServer|AlterForeignServer|CreateUserMapping|AlterUserMapping|DropUserMapping|AlterDatabase|AlterDatabaseSet|CreateTransform|CreateConversion|CreateOpClass|CreateOpFamily|AlterOpFamily|AlterOperator|AlterType|AlterCollation|CreatePLang|CreateAm|AlterTSDictionary|AlterTSConfiguration|Deallocate|ConstraintsSet|AlterSystem|CreateTableSpace|AlterTableSpaceOptions|SecLabel)Stmt$/;

function readAlter(context: ReadContext, body: Node): readonly SchemaChange[] {
  const object = textOf(body, "objtype");
  return wrappedIn(body, "cmds", "AlterTableCmd").map((command): SchemaChange => {
    if (object === "OBJECT_TYPE") return readTypeCommand(context, body, command);
    if (object === "OBJECT_INDEX") return readIndexCommand(context, body, command);
    return readTableCommand(context, body, command);
  });
}

/** CREATE SCHEMA may make objects in the same breath. */
function readCreateSchema(context: ReadContext, body: Node): readonly SchemaChange[] {
  const schema = textOf(body, "schemaname") ?? textOf(nodeOf(body, "authrole"), "rolename") ?? "";
  const ifNotExists = body.if_not_exists === true;
  const inside = listOf(body, "schemaElts").flatMap((element) => {
    const [entry] = Object.entries(isNode(element) ? element : {});
    return entry && isNode(entry[1]) ? readChanges(context, entry[0], entry[1]) : [];
  });
  return [{ kind: "create-schema", place: placeOf(context, null), schema, ifNotExists }, ...inside];
}

/** A DO block, and the SQL in it that can be read. */
function readBlock(context: ReadContext, body: Node): readonly SchemaChange[] {
  const block = readDo(context, body);
  const inside = sqlOfBlock(block.language, block.body).statements.flatMap(({ kind, body: inner, text }) => {
    const source = new PlacedSource(text, block.place);
    return readChanges({ source, start: 0, end: source.byteLength }, kind, inner);
  });
  return [block, ...inside];
}

function readCreateTableAs(context: ReadContext, body: Node): SchemaChange {
  return textOf(body, "objtype") === "OBJECT_MATVIEW"
    ? readCreateMaterializedView(context, body)
    : readTableFromQuery(context, nodeOf(body, "into"), body.query, body.if_not_exists === true);
}

const withWrites =
  (read: (context: ReadContext, body: Node) => SchemaChange): Reader =>
  (context, body) => [read(context, body), ...writesInside(context, body)];

const READERS: Readonly<Record<string, Reader>> = {
  AlterTableStmt: readAlter,
  CreateStmt: readCreateTable,
  CreateForeignTableStmt: (context, body) =>
    readCreateTable(context, nodeOf(body, "base") ?? nodeOf(body, "baseStmt") ?? body),
  CreateTableAsStmt: readCreateTableAs,
  CreateSchemaStmt: readCreateSchema,
  IndexStmt: readCreateIndex,
  ReindexStmt: readReindex,
  DropStmt: readDrop,
  RenameStmt: readRename,
  AlterObjectSchemaStmt: readSetSchema,
  AlterOwnerStmt: readOwner,
  CommentStmt: readComment,
  GrantStmt: (context, body) => readGrant(context, body, "objects"),
  GrantRoleStmt: readGrantRole,
  AlterDefaultPrivilegesStmt: (context, body) =>
    readGrant(context, nodeOf(body, "action") ?? body, "default-privileges"),
  CreateTrigStmt: readCreateTrigger,
  RuleStmt: readCreateRule,
  CreatePolicyStmt: (context, body) => readPolicy(context, body, "create-policy"),
  AlterPolicyStmt: (context, body) => readPolicy(context, body, "alter-policy"),
  CreateStatsStmt: readCreateStatistics,
  AlterStatsStmt: readAlterStatistics,
  CreatePublicationStmt: (context, body) => readPublication(context, body, true),
  AlterPublicationStmt: (context, body) => readPublication(context, body, false),
  CreateExtensionStmt: (context, body) => readExtension(context, body, true),
  AlterExtensionStmt: (context, body) => readExtension(context, body, false),
  ViewStmt: readCreateView,
  RefreshMatViewStmt: readRefresh,
  CreateSeqStmt: readCreateSequence,
  AlterSeqStmt: readAlterSequence,
  CreateFunctionStmt: readCreateFunction,
  CreateDomainStmt: readCreateDomain,
  AlterDomainStmt: readAlterDomain,
  CreateEnumStmt: readCreateEnum,
  AlterEnumStmt: readAlterEnum,
  CompositeTypeStmt: readCreateComposite,
  InsertStmt: withWrites(readInsert),
  UpdateStmt: withWrites(readUpdate),
  DeleteStmt: withWrites(readDelete),
  MergeStmt: withWrites(readMerge),
  CopyStmt: readCopy,
  SelectStmt: readSelect,
  ExplainStmt: readExplain,
  TransactionStmt: readTransaction,
  VariableSetStmt: readSet,
  DoStmt: readBlock,
  CallStmt: readCall,
  LockStmt: readLock,
  VacuumStmt: readVacuum,
  ClusterStmt: readCluster,
  TruncateStmt: readTruncate,
  DropdbStmt: (context, body) => ({
    kind: "drop-object",
    place: placeOf(context, null),
    object: "database",
    names: [{ name: textOf(body, "dbname") ?? "" }],
    ifExists: body.missing_ok === true,
    cascade: false,
  }),
  AlterEnumRenameStmt: readAlterEnum,
};

import type { ChangeOf, SchemaChange, TableSetting } from "#core/analysis/schema-change.ts";
import { collationOf, readColumn, readConstraint } from "./postgres-read-column.ts";
import { NO_NAME, nameOfParts, placeOfName, type ReadContext, strings, writtenName } from "./postgres-read-context.ts";
import { columnsIn, readValue } from "./postgres-read-expression.ts";
import { argumentText, optionsOf } from "./postgres-read-options.ts";
import { readBound } from "./postgres-read-table.ts";
import { readType } from "./postgres-read-type.ts";
import { listOf, type Node, nodeOf, textOf } from "./postgres-syntax.ts";

/** One subcommand, with the table that it changes. */
interface Command {
  readonly context: ReadContext;
  readonly at: Pick<ChangeOf<"drop-expression">, "table" | "only" | "ifExists" | "place">;
  readonly node: Node;
  readonly name: string;
  readonly definition: Node | null;
  readonly cascade: boolean;
}

type Reader = (command: Command) => SchemaChange;

/** Subcommands of ALTER TABLE on a table. */
export function readTableCommand(context: ReadContext, body: Node, node: Node): SchemaChange {
  const relation = nodeOf(body, "relation");
  const definition = nodeOf(node, "def");
  const name = textOf(node, "name") ?? "";
  const inner = nodeOf(definition, "ColumnDef") ?? nodeOf(definition, "Constraint");
  const named = name === "" ? textOf(nodeOf(definition, "ATAlterConstraint"), "conname") : name;
  const command: Command = {
    context,
    at: {
      table: writtenName(relation) ?? NO_NAME,
      only: relation?.inh !== true,
      ifExists: body.missing_ok === true,
      place:
        typeof inner?.location === "number" && name === ""
          ? context.source.placeOf(inner.location)
          : placeOfName(context, named ?? textOf(relation, "relname") ?? "", subcommandStart(relation, named)),
    },
    node,
    name,
    definition,
    cascade: textOf(node, "behavior") === "DROP_CASCADE",
  };
  const subtype = (textOf(node, "subtype") ?? "").replace(/^AT_/, "");
  const read = COMMANDS[subtype] ?? toggled(subtype);
  return read ? read(command) : setting(command, "unknown", subtype);
}

/** A column or constraint may be called like its table: look behind the table's name. */
const subcommandStart = (relation: Node | null, named: string | null): number | undefined =>
  named === null || typeof relation?.location !== "number" ? undefined : relation.location + 1;

const column = <K extends SchemaChange["kind"]>(kind: K, { at, name }: Command) => ({ ...at, kind, column: name });

function setting({ at, definition }: Command, name: TableSetting, value: string): SchemaChange {
  const options = optionsOf(listOf(nodeOf(definition, "List"), "items"));
  return { ...at, kind: "table-setting", setting: name, value, options };
}

const columnSetting =
  (name: ChangeOf<"alter-column-setting">["setting"]): Reader =>
  (command) => ({
    ...column("alter-column-setting", command),
    setting: name,
    value: command.definition ? argumentText(command.definition) : "",
  });
const alterIdentity =
  (action: ChangeOf<"alter-identity">["action"]): Reader =>
  (command) => ({ ...column("alter-identity", command), action, sequence: sequenceNameIn(command.definition) });

const sequenceNameIn = (definition: Node | null): ChangeOf<"alter-identity">["sequence"] => {
  const options = listOf(nodeOf(definition, "Constraint"), "options").map((it) => nodeOf(it, "DefElem"));
  const named = options.find((it) => it?.defname === "sequence_name");
  return nameOfParts(strings(nodeOf(named?.arg, "List"), "items"));
};
const fixed =
  (name: TableSetting, value: string): Reader =>
  (command) =>
    setting(command, name, value);
const named =
  (name: TableSetting): Reader =>
  (command) =>
    setting(command, name, command.name);

function alterType(command: Command): SchemaChange {
  const { context, definition } = command;
  const spec = nodeOf(definition, "ColumnDef");
  const type = readType(context, nodeOf(spec, "typeName"));
  const using = spec?.raw_default;
  const cast = nodeOf(using, "TypeCast");
  const source = cast ? cast.arg : using;
  const isColumn = strings(nodeOf(source, "ColumnRef"), "fields").at(-1) === command.name;
  const isPlain = isColumn && (!cast || readType(context, nodeOf(cast, "typeName")).text === type.text);
  return {
    ...column("alter-type", command),
    type,
    collation: collationOf(spec),
    using: using === undefined ? null : { text: context.source.expression(using, context.end), computes: !isPlain },
  };
}

function setDefault(command: Command): SchemaChange {
  if (command.node.def === undefined) return column("drop-default", command);
  return { ...column("set-default", command), value: readValue(command.context, command.node.def) };
}

function alterConstraint({ at, definition }: Command): SchemaChange {
  const node = nodeOf(definition, "ATAlterConstraint");
  const change = node?.alterEnforceability
    ? node.is_enforced === true
      ? "enforced"
      : "not-enforced"
    : node?.alterInheritability
      ? node.noinherit === true
        ? "no-inherit"
        : "inherit"
      : "deferrable";
  return { ...at, kind: "alter-constraint", name: textOf(node, "conname") ?? "", change };
}

function addConstraint(command: Command): SchemaChange {
  const constraint = readConstraint(command.context, nodeOf(command.definition, "Constraint"));
  return constraint
    ? { ...command.at, kind: "add-constraint", constraint }
    : setting(command, "unknown", "ADD CONSTRAINT");
}

const partition = ({ definition }: Command): Node | null => nodeOf(definition, "PartitionCmd");

const COMMANDS: Readonly<Record<string, Reader>> = {
  AddColumn: ({ context, at, definition, node }) => ({
    ...at,
    kind: "add-column",
    column: readColumn(context, nodeOf(definition, "ColumnDef")),
    ifNotExists: node.missing_ok === true,
  }),
  DropColumn: (command) => ({
    ...column("drop-column", command),
    columnIfExists: command.node.missing_ok === true,
    cascade: command.cascade,
  }),
  ColumnDefault: setDefault,
  AlterColumnType: alterType,
  SetNotNull: (command) => column("set-not-null", command),
  DropNotNull: (command) => column("drop-not-null", command),
  SetExpression: (command) => ({
    ...column("set-expression", command),
    text: command.context.source.expression(command.node.def, command.context.end),
    names: columnsIn(command.node.def),
  }),
  DropExpression: (command) => column("drop-expression", command),
  AddIdentity: alterIdentity("add"),
  SetIdentity: alterIdentity("set"),
  DropIdentity: alterIdentity("drop"),
  SetStatistics: columnSetting("statistics"),
  SetOptions: columnSetting("options"),
  ResetOptions: columnSetting("options"),
  SetStorage: columnSetting("storage"),
  SetCompression: columnSetting("compression"),
  AddConstraint: addConstraint,
  ValidateConstraint: ({ at, name }) => ({ ...at, kind: "validate-constraint", name }),
  DropConstraint: ({ at, name, node, cascade }) => ({
    ...at,
    kind: "drop-constraint",
    name,
    constraintIfExists: node.missing_ok === true,
    cascade,
  }),
  AlterConstraint: alterConstraint,
  AttachPartition: (command) => ({
    ...command.at,
    kind: "attach-partition",
    partition: writtenName(nodeOf(partition(command), "name")) ?? NO_NAME,
    bound: readBound(nodeOf(partition(command), "bound")),
  }),
  DetachPartition: (command) => ({
    ...command.at,
    kind: "detach-partition",
    partition: writtenName(nodeOf(partition(command), "name")) ?? NO_NAME,
    concurrently: partition(command)?.concurrent === true,
    finalize: false,
  }),
  DetachPartitionFinalize: (command) => ({
    ...command.at,
    kind: "detach-partition",
    partition: writtenName(nodeOf(partition(command), "name")) ?? NO_NAME,
    concurrently: false,
    finalize: true,
  }),
  AddInherit: ({ at, definition }) => ({ ...at, kind: "inherit", parent: parentOf(definition) }),
  DropInherit: ({ at, definition }) => ({ ...at, kind: "no-inherit", parent: parentOf(definition) }),
  AddOf: (command) => setting(command, "of-type", strings(nodeOf(command.definition, "TypeName"), "names").join(".")),
  DropOf: fixed("not-of-type", ""),
  SetLogged: fixed("logged", "on"),
  SetUnLogged: fixed("unlogged", "on"),
  SetTableSpace: named("tablespace"),
  SetAccessMethod: named("access-method"),
  SetRelOptions: fixed("options", "set"),
  ResetRelOptions: fixed("options", "reset"),
  ReplaceRelOptions: fixed("options", "set"),
  ClusterOn: named("cluster-on"),
  DropCluster: fixed("without-cluster", ""),
  DropOids: fixed("oids", "off"),
  ReplicaIdentity: (command) => setting(command, "replica-identity", identityOf(command.definition)),
  EnableRowSecurity: fixed("row-security", "on"),
  DisableRowSecurity: fixed("row-security", "off"),
  ForceRowSecurity: fixed("force-row-security", "on"),
  NoForceRowSecurity: fixed("force-row-security", "off"),
  ChangeOwner: ({ at, node }) => ({
    kind: "change-owner",
    place: at.place,
    object: "table",
    name: at.table,
    owner: textOf(nodeOf(node, "newowner"), "rolename") ?? "",
  }),
};

const parentOf = (definition: Node | null) => writtenName(nodeOf(definition, "RangeVar")) ?? NO_NAME;

const IDENTITIES: Readonly<Record<string, string>> = { d: "default", n: "nothing", f: "full", i: "index" };
const identityOf = (definition: Node | null): string =>
  IDENTITIES[textOf(nodeOf(definition, "ReplicaIdentityStmt"), "identity_type") ?? ""] ?? "default";

/** `EnableAlwaysTrig`, `DisableTrigAll`, `EnableRule` and the like. */
function toggled(subtype: string): Reader | null {
  const parts = /^(Enable|Disable)(Always|Replica)?(Trig|Rule)(All|User)?$/.exec(subtype);
  if (!parts) return null;
  const [, verb = "", when, what, which] = parts;
  const to = (when ?? verb).toLowerCase() as "enable" | "disable" | "always" | "replica";
  const kind = what === "Trig" ? "toggle-trigger" : "toggle-rule";
  return ({ at, name }) => ({ ...at, kind, name: which?.toUpperCase() ?? name, to });
}

import { DomainError } from "#core/domain/domain-error.ts";
import type { TableRef } from "#core/engines/introspector.ts";
import type { OperationTable } from "../facts/table-facts.ts";
import type { EnumFacts, OperationSql } from "../operation.ts";

type User = EnumFacts["users"][number];

const INSTEAD: Readonly<Record<string, string>> = {
  pg_type: "Give its columns the enum itself first (change-type), and drop it.",
  pg_class: "Write it without the type first, such as over ::text, or drop it.",
  pg_proc: "Drop it before, and make it again after (operation sql), or give it a text as its body.",
};
const DROP_IT = "Drop it in a migration before, and make it again after.";

/**
 * What is bound to an enum stays with the old type when another takes its name, and would go with it.
 * @throws DomainError `unsupported`, naming all that cannot be carried over.
 */
export function refuseEnumUsers(
  { ref, users, functions, extension }: EnumFacts,
  { tables, gone }: { readonly tables: readonly OperationTable[]; readonly gone: readonly string[] },
  sql: Pick<OperationSql, "text">,
): void {
  const refuse = (what: string, why: string, instead: string): never => {
    throw new DomainError("unsupported", `${what} ${why} ${instead} Nothing was changed.`);
  };
  if (extension !== null)
    refuse(`The type ${ref.name}`, `belongs to the extension ${extension}.`, "The extension's own script changes it.");
  const left = users.filter((it) => !isCarried(it, tables));
  const [first] = left;
  if (first)
    refuse(
      left.map(({ what }) => what).join(", "),
      `${left.length === 1 ? "uses" : "use"} the type ${ref.name}, and would stay with the old one.`,
      INSTEAD[first.kind] ?? DROP_IT,
    );
  const used = functions.find((it) => it.users.length > 0);
  if (used)
    refuse(
      `${used.users.join(", ")}`,
      `${used.users.length === 1 ? "uses" : "use"} the function ${used.signature}, which is made again with the new type.`,
      DROP_IT,
    );
  const texts = [
    ...functions.map((it) => ({ what: `function ${it.signature}`, text: it.definition })),
    ...tables.flatMap((it) => it.triggers).map((it) => ({ what: `trigger ${it.name}`, text: it.when ?? "" })),
  ];
  const named = gone.map((value) => texts.find(({ text }) => text.includes(sql.text(value))));
  const [naming] = named.flatMap((it) => it ?? []);
  if (naming) refuse(`The ${naming.what}`, `names a value that goes.`, "Write it without that value first.");
}

/** Columns of views, and triggers with a WHEN over a column, are made again with the columns. */
function isCarried({ kind, on, name }: User, tables: readonly OperationTable[]): boolean {
  if (on === null || name === null) return false;
  if (kind === "pg_class") return tables.some((it) => it.views.some(({ ref }) => isSame(ref, on)));
  const table = tables.find((it) => isSame(it.ref, on));
  return kind === "pg_trigger" && table !== undefined && isOverEnum(table, name);
}

const isOverEnum = ({ triggers }: OperationTable, name: string): boolean =>
  triggers.some((it) => it.name === name && !it.internal && it.columns.length > 0);

const isSame = (a: Required<TableRef>, b: Required<TableRef>): boolean => a.schema === b.schema && a.name === b.name;

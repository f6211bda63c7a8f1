import { DomainError } from "#core/domain/domain-error.ts";
import { listOf, nodeOf } from "./postgres-syntax.ts";
import { parseSql, SqlText } from "./postgres-text.ts";

/** What goes to the server is a type and no script, whatever an author's text holds. */
export async function assertType(type: string): Promise<void> {
  const statements = await parseSql(new SqlText(`SELECT CAST(NULL AS ${type}\n)`));
  const [only] = statements;
  const targets = listOf(only?.body, "targetList");
  const isOne =
    statements.length === 1 && targets.length === 1 && Object.keys(only?.body ?? {}).every((key) => PLAIN.has(key));
  if (!isOne || !nodeOf(nodeOf(nodeOf(targets[0], "ResTarget"), "val"), "TypeCast"))
    throw new DomainError("invalid-plan", `\`${type}\` is no type. Write one such as numeric(12,2).`);
}
const PLAIN = new Set(["targetList", "limitOption", "op"]);

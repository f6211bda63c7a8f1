import { DomainError } from "#core/domain/domain-error.ts";
import type { BackfillKey } from "./backfill-store.ts";

interface CopyOfTable {
  /** Column of the copy: expression over the row. One that is a plain name says where that column went. */
  readonly columns: Readonly<Record<string, string>>;
  readonly names: { readonly from: string; readonly to: string };
  /** Whether keys of both types have the same order and the same text. */
  readonly sameType: (from: string, to: string) => boolean;
}

/**
 * The copy's key, where it is that of the original under the names that its columns have in the copy.
 * @throws DomainError `invalid-plan` where the two cannot be walked side by side, with what to do.
 */
export function keyMatch(from: BackfillKey, to: BackfillKey, { columns, names, sameType }: CopyOfTable): BackfillKey {
  if (from.kind === "address" || to.kind === "address") {
    const name = from.kind === "address" ? names.from : names.to;
    throw new DomainError(
      "invalid-plan",
      `${name} has no key by which its rows could be found in the other table. Add a primary key, or compare with \`equal\`.`,
    );
  }
  const isSame =
    from.columns.length === to.columns.length &&
    from.columns.every((column, at) => {
      const other = to.columns[at];
      const isNamed = other !== undefined && other.name === nameIn(columns, column.name);
      return isNamed && sameType(column.type, other.type) && other.collation === column.collation;
    });
  if (isSame) return to;
  const told = (key: BackfillKey) => key.columns.map((it) => `${it.name} ${it.type}`).join(", ");
  throw new DomainError(
    "invalid-plan",
    `${names.from} is ordered by its ${from.source} (${told(from)}) and ${names.to} by its ${to.source} (${told(to)}): they cannot be compared row by row. Give the copy the same key, with the same types and collations; where its columns have other names, name them in \`columns\`.`,
  );
}

const nameIn = (columns: Readonly<Record<string, string>>, name: string): string => {
  const plain = [name, `"${name.replaceAll('"', '""')}"`];
  const renamed = Object.entries(columns).find(([, expression]) => plain.includes(expression.trim()));
  return renamed?.[0] ?? name;
};

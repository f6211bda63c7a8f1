import type { ReleasedTable } from "./compose-access.ts";
import type { ReleaseColumn } from "./release-view.ts";
import { hasOld, type PlacedNew, type TableRules } from "./table-rules.ts";

/** What the new release sees of a table: new columns in the place of the old ones that they take over, the rest at the end. */
export function releasedTable(of: TableRules): ReleasedTable {
  const { table, rules, origin, soak } = of;
  const added = rules.flatMap((rule) => rule.new);
  const gone = new Set(rules.flatMap((rule) => rule.old.map(({ column }) => column.name)));
  const taking = (name: string) => added.filter(({ column }) => column.takesOver === name);
  const inPlace = table.columns.flatMap(({ name }) =>
    gone.has(name) ? taking(name).map(shown) : [{ name, source: name, default: null }],
  );
  const atEnd = added.filter(({ column }) => column.takesOver === null || !gone.has(column.takesOver)).map(shown);
  return { table, columns: [...inPlace, ...atEnd], marker: origin, keepsMarker: hasOld(of) && soak !== null };
}

/** Its default stands on the view alone until contract: on the table an old release's INSERT would look like a new one's. */
const shown = ({ column, place }: PlacedNew): ReleaseColumn => ({
  name: column.name,
  source: place.now,
  default: column.default,
});

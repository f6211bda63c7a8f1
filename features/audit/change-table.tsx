import { changesOf } from "./changes-of.ts";

const Value = ({ text, tone }: { text: string | undefined; tone: "before" | "after" }) =>
  text === undefined ? (
    <span className="text-muted-foreground">–</span>
  ) : (
    <code
      className={
        tone === "before"
          ? "rounded-sm bg-danger-soft px-1 text-xs break-all text-danger-ink line-through decoration-danger/50"
          : "rounded-sm bg-success-soft px-1 text-xs break-all text-success-ink"
      }
    >
      {text}
    </code>
  );

/** What an entry changed, value by value. */
export function ChangeTable({ before, after }: { before: unknown; after: unknown }) {
  const changes = changesOf(before, after);
  if (changes.length === 0) return <p className="text-xs text-muted-foreground">No value was changed.</p>;
  return (
    <table className="w-full table-fixed text-xs">
      <thead className="text-left text-muted-foreground">
        <tr>
          <th scope="col" className="w-1/4 py-1 pr-3 font-medium">
            Value
          </th>
          <th scope="col" className="py-1 pr-3 font-medium">
            Before
          </th>
          <th scope="col" className="py-1 font-medium">
            After
          </th>
        </tr>
      </thead>
      <tbody>
        {changes.map((change) => (
          <tr key={change.path} className="align-top">
            <th scope="row" className="py-1 pr-3 text-left font-medium break-all">
              {change.path}
            </th>
            <td className="py-1 pr-3">
              <Value text={change.before} tone="before" />
            </td>
            <td className="py-1">
              <Value text={change.after} tone="after" />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

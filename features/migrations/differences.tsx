import { Alert } from "#components/ui/alert.tsx";
import type { Difference } from "#contracts/approval.ts";

function Lines({ text, sign }: { text: string | null; sign: "−" | "+" }) {
  if (!text) return null;
  const ink = sign === "+" ? "bg-success-soft text-success-ink" : "bg-danger-soft text-danger-ink";
  return text.split("\n").map((line) => (
    <code key={sign + line} className={`block rounded-sm px-1.5 py-px text-xs break-words whitespace-pre-wrap ${ink}`}>
      {sign} {line}
    </code>
  ));
}

/** What is another than at the last approval, and must be approved anew. */
export function Differences({ differences }: { differences: readonly Difference[] }) {
  if (differences.length === 0) return null;
  return (
    <Alert tone="warning" title="Changed since the last approval">
      <ul className="flex flex-col gap-2 pt-1">
        {differences.map((it) => (
          <li key={it.message} className="flex flex-col gap-1">
            {it.message}.
            <Lines text={it.before} sign="−" />
            <Lines text={it.after} sign="+" />
          </li>
        ))}
      </ul>
    </Alert>
  );
}

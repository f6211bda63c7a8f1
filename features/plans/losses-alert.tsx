import { Alert } from "#components/ui/alert.tsx";

/** Said before the form is used, and again before it saves. */
export function LossesAlert({ losses }: { losses: readonly string[] }) {
  if (losses.length === 0) return null;
  return (
    <Alert tone="warning" title="The document was edited by hand, and the form writes it anew">
      <ul className="list-disc pl-4">
        {losses.map((it) => (
          <li key={it}>{it}</li>
        ))}
      </ul>
    </Alert>
  );
}

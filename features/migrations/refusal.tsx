import { ReasonList } from "#components/data/reasons-button.tsx";
import { Alert } from "#components/ui/alert.tsx";
import { ApiError } from "../api.ts";

/** A refusal with what is in the way, as the server said it. */
export function Refusal({ error }: { error: Error | null }) {
  if (!error) return null;
  const problem = error instanceof ApiError ? error.problem : null;
  return (
    <Alert tone="danger" live title={error.message}>
      {problem?.blockers?.length ? <ReasonList reasons={problem.blockers} /> : null}
      {problem?.errors?.length ? (
        <ul className="list-disc pl-4">
          {problem.errors.map((it) => (
            <li key={`${it.line} ${it.column} ${it.path} ${it.message}`}>
              {it.line ? <span className="nums">Line {it.line}: </span> : null}
              {it.message}
            </li>
          ))}
        </ul>
      ) : null}
    </Alert>
  );
}

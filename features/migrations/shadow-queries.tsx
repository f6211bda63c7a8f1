import { Search, TriangleAlert } from "lucide-react";
import { CodeWords } from "#components/data/code-words.tsx";
import { formatCount } from "#components/data/figures.ts";
import { Badge } from "#components/ui/badge.tsx";
import type { QueryComparison, ShadowReport } from "#contracts/shadow-run.ts";

type Plan = NonNullable<QueryComparison["before"]>;

const planText = (plan: Plan | null): string =>
  plan === null
    ? "no plan"
    : `${plan.cost === null ? "" : `cost ${formatCount(Math.round(plan.cost))}, `}${plan.indexes.length > 0 ? `by ${plan.indexes.join(", ")}` : "without an index"}`;

function Query({ query }: { query: QueryComparison }) {
  return (
    <li className="flex min-w-0 flex-col gap-1.5 py-2">
      <div className="flex flex-wrap items-center gap-1.5">
        <span className="text-xs font-medium break-words">{query.name}</span>
        {query.newSequentialScans.length > 0 ? (
          <Badge tone="warning">
            <Search aria-hidden />
            now reads all of {query.newSequentialScans.join(", ")}
          </Badge>
        ) : null}
        {query.prepared === "breaks" ? (
          <Badge tone="danger">
            <TriangleAlert aria-hidden />
            prepared, it breaks
          </Badge>
        ) : null}
      </div>
      <code className="block text-2xs break-words whitespace-pre-wrap text-muted-foreground">{query.sql}</code>
      <p className="text-xs nums">
        before: {planText(query.before)} · after: {planText(query.after)}
      </p>
      {query.notes.map((it) => (
        <p key={it} className="text-xs text-pretty text-muted-foreground">
          {it}
        </p>
      ))}
    </li>
  );
}

/** Queries that matter, before and after the plan. */
export function ShadowQueries({ report }: { report: ShadowReport }) {
  const { queries, queryNotes } = report;
  return (
    <section aria-label="Queries" className="min-w-0">
      <h3 className="text-[0.8125rem] font-medium">Queries, before and after</h3>
      <ul className="flex flex-col divide-y">
        {queries.map((it) => (
          <Query key={`${it.source} ${it.name} ${it.sql}`} query={it} />
        ))}
      </ul>
      {queryNotes.map((it) => (
        <p key={it} className="pt-1 text-xs text-pretty text-muted-foreground">
          <CodeWords text={it} />
        </p>
      ))}
    </section>
  );
}

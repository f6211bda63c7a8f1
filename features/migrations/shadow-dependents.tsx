import { CircleCheck, Lock, OctagonX, RefreshCw, Trash2, TriangleAlert } from "lucide-react";
import { Badge } from "#components/ui/badge.tsx";
import type { ShadowDependent } from "#contracts/shadow-run.ts";
import type { Fate } from "#core/domain/fate.ts";
import { FATE_TONES } from "./shadow-words.ts";

const ICONS: Record<Fate, typeof Lock> = {
  breaks: OctagonX,
  dropped: Trash2,
  "blocks the step": OctagonX,
  changed: RefreshCw,
  locked: Lock,
  "may break": TriangleAlert,
  "dropped by the plan": Trash2,
  "keeps working": CircleCheck,
};

function Row({ dependent }: { dependent: ShadowDependent }) {
  const { kind, name, on, fate, why } = dependent;
  const Icon = ICONS[fate];
  return (
    <li className="grid min-w-0 gap-x-3 gap-y-1 py-2 sm:grid-cols-[10.5rem_minmax(0,1fr)]">
      <Badge tone={FATE_TONES[fate]} className="self-start">
        <Icon aria-hidden />
        {fate}
      </Badge>
      <div className="min-w-0">
        <p className="text-xs break-words">
          {kind} <span className="font-mono">{name}</span>
          <span className="text-muted-foreground"> on {on}</span>
        </p>
        <p className="text-xs text-pretty break-words text-muted-foreground">{why}.</p>
      </div>
    </li>
  );
}

/** What hangs on the plan's tables, and what becomes of it. */
export function ShadowDependents({ dependents }: { dependents: readonly ShadowDependent[] }) {
  const touched = dependents.filter(({ fate }) => fate !== "keeps working");
  const untouched = dependents.filter(({ fate }) => fate === "keeps working");
  return (
    <section aria-label="Dependents" className="min-w-0">
      <h3 className="text-[0.8125rem] font-medium">What depends on it</h3>
      {dependents.length === 0 ? (
        <p className="pt-1 text-xs text-muted-foreground">
          No view, function, trigger, policy, publication or foreign key hangs on the plan's tables.
        </p>
      ) : null}
      <ul className="flex flex-col divide-y">
        {touched.map((it) => (
          <Row key={`${it.kind} ${it.name} ${it.on}`} dependent={it} />
        ))}
      </ul>
      {untouched.length > 0 ? (
        <details className="min-w-0 pt-1">
          <summary className="w-fit cursor-pointer rounded-sm text-xs text-muted-foreground hover:text-foreground">
            {untouched.length} {untouched.length === 1 ? "keeps" : "keep"} working
          </summary>
          <ul className="flex flex-col divide-y">
            {untouched.map((it) => (
              <Row key={`${it.kind} ${it.name} ${it.on}`} dependent={it} />
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

import { ArrowRight, Check } from "lucide-react";
import Link from "next/link";
import { Card } from "#components/ui/card.tsx";
import { cn } from "#components/ui/cn.ts";
import type { OverviewData } from "./fetch-overview.ts";

/** What to do first, until a first rollout was started. */
export function FirstSteps({ counts }: { counts: OverviewData["counts"] }) {
  const steps = [
    {
      title: "Register a database",
      text: "Sluice tests the connection and says which rights are missing.",
      href: counts.databases > 0 ? "/databases" : "/databases/new",
      isDone: counts.databases > 0,
    },
    {
      title: counts.migrations > 0 ? "Review a migration" : "Write a migration",
      text: "A plan in phases: expand, backfill, verify, cut over, contract.",
      href: counts.migrations > 0 ? "/migrations" : "/migrations/new?from=operations",
      isDone: false,
    },
    {
      title: "Start its rollout and watch",
      text: "Pause, slow, resume or undo it from the control room.",
      href: "/migrations",
      isDone: counts.rollouts > 0,
    },
  ];
  const current = steps.findIndex((step) => !step.isDone);
  return (
    <Card aria-label="First steps">
      <ol className="grid divide-y md:grid-cols-3 md:divide-x md:divide-y-0">
        {steps.map((step, index) => (
          <li key={step.title}>
            <Link
              href={step.href}
              className={cn(
                "group flex h-full items-start gap-3 p-4 transition-colors hover:bg-hover/60 focus-visible:-outline-offset-2",
                index === current && "bg-primary-soft/60",
              )}
            >
              <span
                aria-hidden
                className={cn(
                  "mt-0.5 grid size-6 shrink-0 place-content-center rounded-full border text-xs font-semibold nums",
                  step.isDone && "border-success bg-success-soft text-success-ink",
                  index === current && "border-primary bg-primary text-primary-foreground",
                )}
              >
                {step.isDone ? <Check className="size-3.5" /> : index + 1}
              </span>
              <span className="min-w-0 flex-1">
                <span className="flex items-center gap-1.5 font-medium">
                  {step.title}
                  {step.isDone ? <span className="text-xs font-normal text-success-ink">done</span> : null}
                  <ArrowRight aria-hidden className="size-3.5 opacity-0 transition-opacity group-hover:opacity-100" />
                </span>
                <span className="block text-xs text-pretty text-muted-foreground">{step.text}</span>
              </span>
            </Link>
          </li>
        ))}
      </ol>
    </Card>
  );
}

import {
  ChevronRight,
  CircleCheck,
  CircleX,
  ClipboardCheck,
  DoorOpen,
  Eye,
  ListX,
  type LucideIcon,
  Play,
  Rocket,
  Siren,
} from "lucide-react";
import Link from "next/link";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { EmptyState } from "#components/layout/empty-state.tsx";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import { Card, CardHeader, CardTitle } from "#components/ui/card.tsx";
import { cn } from "#components/ui/cn.ts";
import type { Need } from "#contracts/overview.ts";

const looks: Record<Need["kind"], { readonly icon: LucideIcon; readonly tone: Tone; readonly word: string }> = {
  review: { icon: Eye, tone: "info", word: "Review" },
  break_glass: { icon: Siren, tone: "danger", word: "Broken glass" },
  stage: { icon: ClipboardCheck, tone: "info", word: "Approval" },
  gate: { icon: DoorOpen, tone: "warning", word: "Gate" },
  set_aside: { icon: ListX, tone: "warning", word: "Set aside" },
  failed: { icon: CircleX, tone: "danger", word: "Failed" },
  start: { icon: Play, tone: "success", word: "Ready" },
  setup: { icon: Rocket, tone: "neutral", word: "Set up" },
};

const grounds: Record<Tone, string> = {
  neutral: "bg-muted text-muted-foreground",
  info: "bg-primary-soft text-primary-ink",
  success: "bg-success-soft text-success-ink",
  warning: "bg-warning-soft text-warning-ink",
  danger: "bg-danger-soft text-danger-ink",
};

/** What waits for the person who looks. */
export function NeedsCard({ needs }: { needs: readonly Need[] }) {
  return (
    <Card aria-labelledby="needs-title">
      <CardHeader>
        <CardTitle id="needs-title">
          Needs you {needs.length > 0 ? <Badge tone="warning">{needs.length}</Badge> : null}
        </CardTitle>
      </CardHeader>
      {needs.length === 0 ? (
        <EmptyState isSmall icon={CircleCheck} title="Nothing waits for you">
          Reviews, gates and failures show up here.
        </EmptyState>
      ) : (
        <ul className="divide-y">
          {needs.map((need) => {
            const { icon: Icon, tone, word } = looks[need.kind];
            return (
              <li key={need.kind + need.href + need.title}>
                <Link
                  href={need.href}
                  className="flex items-start gap-3 px-4 py-3 transition-colors hover:bg-hover/60 focus-visible:-outline-offset-2"
                >
                  <span className={cn("mt-0.5 grid size-7 shrink-0 place-content-center rounded-md", grounds[tone])}>
                    <Icon aria-hidden className="size-4" />
                  </span>
                  <span className="min-w-0 flex-1">
                    <span className="block font-medium break-words">{need.title}</span>
                    <span className="block text-xs text-pretty break-words text-muted-foreground">{need.detail}</span>
                    <span className="mt-0.5 flex gap-1.5 text-xs text-muted-foreground">
                      {word}
                      {need.since ? (
                        <>
                          <span aria-hidden>·</span>
                          <RelativeTime at={need.since} />
                        </>
                      ) : null}
                    </span>
                  </span>
                  <ChevronRight aria-hidden className="mt-1 size-4 shrink-0 text-muted-foreground" />
                </Link>
              </li>
            );
          })}
        </ul>
      )}
    </Card>
  );
}

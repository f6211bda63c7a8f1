import { CircleCheck, CircleX, Eye, type LucideIcon, PencilLine } from "lucide-react";
import { Badge, type Tone } from "#components/ui/badge.tsx";
import type { MigrationState } from "#core/domain/migration-state.ts";

const looks: Record<MigrationState, { readonly icon: LucideIcon; readonly tone: Tone; readonly word: string }> = {
  draft: { icon: PencilLine, tone: "neutral", word: "Draft" },
  in_review: { icon: Eye, tone: "info", word: "In review" },
  approved: { icon: CircleCheck, tone: "success", word: "Approved" },
  rejected: { icon: CircleX, tone: "danger", word: "Rejected" },
};

export function MigrationStateBadge({ state }: { state: MigrationState }) {
  const { icon: Icon, tone, word } = looks[state];
  return (
    <Badge tone={tone} data-testid="migration-state">
      <Icon aria-hidden />
      {word}
    </Badge>
  );
}

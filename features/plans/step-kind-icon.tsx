import {
  ArrowRightLeft,
  ClipboardCheck,
  DatabaseZap,
  Hourglass,
  ListTree,
  type LucideIcon,
  SquareTerminal,
  UserCheck,
} from "lucide-react";
import type { StepKind } from "#core/domain/step-kind.ts";

const looks: Record<StepKind, { readonly icon: LucideIcon; readonly word: string }> = {
  sql: { icon: SquareTerminal, word: "SQL" },
  index: { icon: ListTree, word: "Index" },
  sync: { icon: ArrowRightLeft, word: "Dual writes" },
  backfill: { icon: DatabaseZap, word: "Backfill" },
  check: { icon: ClipboardCheck, word: "Check" },
  gate: { icon: UserCheck, word: "Gate" },
  soak: { icon: Hourglass, word: "Soak" },
};

export function StepKindIcon({ kind, className }: { kind: StepKind; className?: string }) {
  const { icon: Icon, word } = looks[kind];
  return <Icon role="img" aria-label={word} className={className} />;
}

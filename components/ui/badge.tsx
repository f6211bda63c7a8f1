import { cva, type VariantProps } from "class-variance-authority";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** The tones of the whole product: colour never stands alone, a word or an icon is with it. */
export type Tone = "neutral" | "info" | "success" | "warning" | "danger";

const badgeVariants = cva(
  "inline-flex w-fit items-center gap-1 whitespace-nowrap rounded-full border px-2 py-px text-xs font-medium [&_svg]:size-3 [&_svg]:shrink-0",
  {
    variants: {
      tone: {
        neutral: "border-border bg-muted text-muted-foreground",
        info: "border-primary/25 bg-primary-soft text-primary-ink",
        success: "border-success/25 bg-success-soft text-success-ink",
        warning: "border-warning/35 bg-warning-soft text-warning-ink",
        danger: "border-danger/25 bg-danger-soft text-danger-ink",
      },
    },
    defaultVariants: { tone: "neutral" },
  },
);

export function Badge({ className, tone, ...props }: ComponentProps<"span"> & VariantProps<typeof badgeVariants>) {
  return <span data-slot="badge" className={cn(badgeVariants({ tone }), className)} {...props} />;
}

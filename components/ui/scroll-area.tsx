import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** A box that scrolls and can be scrolled by keyboard; `label` says what is in it. A group and not a landmark: pages have many. */
export function ScrollArea({ className, label, ...props }: ComponentProps<"div"> & { label: string }) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for controls.
    <div
      role="group"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a box that scrolls must be reachable by keyboard (axe: scrollable-region-focusable).
      tabIndex={0}
      className={cn("overflow-auto overscroll-contain [scrollbar-width:thin]", className)}
      {...props}
    />
  );
}

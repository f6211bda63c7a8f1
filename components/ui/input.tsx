"use client";

import type { ComponentProps } from "react";
import { cn } from "./cn.ts";
import { useEarlyText } from "./use-early-text.ts";

export const fieldClasses =
  "w-full min-w-0 rounded-md border border-input/70 bg-card text-sm shadow-card transition-colors placeholder:text-muted-foreground/80 hover:border-input focus-visible:border-ring focus-visible:outline-2 focus-visible:outline-offset-0 focus-visible:outline-ring/40 disabled:cursor-not-allowed disabled:opacity-60 aria-invalid:border-danger aria-invalid:outline-danger/30";

export function Input({ className, type = "text", ref, ...props }: ComponentProps<"input">) {
  return (
    <input
      ref={useEarlyText(ref, props.value !== undefined)}
      type={type}
      data-slot="input"
      className={cn(fieldClasses, "h-8 px-2.5", className)}
      {...props}
    />
  );
}

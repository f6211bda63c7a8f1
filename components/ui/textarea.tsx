"use client";

import type { ComponentProps } from "react";
import { cn } from "./cn.ts";
import { fieldClasses } from "./input.tsx";
import { useEarlyText } from "./use-early-text.ts";

export function Textarea({ className, rows = 3, ref, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      ref={useEarlyText(ref, props.value !== undefined)}
      data-slot="textarea"
      rows={rows}
      className={cn(fieldClasses, "field-sizing-content px-2.5 py-1.5", className)}
      {...props}
    />
  );
}

"use client";

import { Label as LabelPrimitive } from "radix-ui/label";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

export function Label({ className, ...props }: ComponentProps<typeof LabelPrimitive>) {
  return <LabelPrimitive className={cn("text-[0.8125rem] font-medium select-none", className)} {...props} />;
}

"use client";

import * as SliderPrimitive from "radix-ui/slider";
import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/** Give `aria-label` or `aria-labelledby`: it names the thumb. */
export function Slider({
  className,
  "aria-label": label,
  "aria-labelledby": labelledBy,
  ...props
}: ComponentProps<typeof SliderPrimitive.Root>) {
  return (
    <SliderPrimitive.Root
      data-slot="slider"
      className={cn("relative flex h-5 w-full touch-none items-center select-none data-disabled:opacity-50", className)}
      {...props}
    >
      <SliderPrimitive.Track className="relative h-1.5 w-full grow overflow-hidden rounded-full bg-border-strong">
        <SliderPrimitive.Range className="absolute h-full bg-primary" />
      </SliderPrimitive.Track>
      <SliderPrimitive.Thumb
        {...(label ? { "aria-label": label } : {})}
        {...(labelledBy ? { "aria-labelledby": labelledBy } : {})}
        className="block size-4 rounded-full border-2 border-primary bg-card shadow-card"
      />
    </SliderPrimitive.Root>
  );
}

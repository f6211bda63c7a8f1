"use client";

import * as TooltipPrimitive from "radix-ui/tooltip";
import type { ComponentProps, ReactNode } from "react";
import { cn } from "./cn.ts";

export const TooltipProvider = TooltipPrimitive.Provider;

/** A word on hover and focus. The child must take a ref and be focusable to be read without a mouse. */
export function Tooltip({
  content,
  children,
  className,
  ...props
}: { content: ReactNode; children: ReactNode; className?: string } & Pick<
  ComponentProps<typeof TooltipPrimitive.Content>,
  "side" | "align"
>) {
  return (
    <TooltipPrimitive.Root>
      <TooltipPrimitive.Trigger asChild>{children}</TooltipPrimitive.Trigger>
      <TooltipPrimitive.Portal>
        <TooltipPrimitive.Content
          sideOffset={5}
          collisionPadding={8}
          className={cn(
            "z-60 max-w-80 rounded-md bg-foreground px-2 py-1 text-xs text-balance text-background shadow-pop data-[state=delayed-open]:animate-in data-[state=delayed-open]:fade-in-0",
            className,
          )}
          {...props}
        >
          {content}
        </TooltipPrimitive.Content>
      </TooltipPrimitive.Portal>
    </TooltipPrimitive.Root>
  );
}

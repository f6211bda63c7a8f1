"use client";

import * as Slot from "radix-ui/slot";
import { type ReactNode, useId } from "react";
import { cn } from "./cn.ts";
import { Label } from "./label.tsx";

/**
 * A control with its label, hint and error, wired together for screen readers. The only child is the control;
 * it gets `id`, `aria-describedby` and `aria-invalid`.
 */
export function FormField({
  label,
  hint,
  error,
  isOptional = false,
  className,
  children,
}: {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  isOptional?: boolean;
  className?: string;
  children: ReactNode;
}) {
  const id = useId();
  const described = [error ? `${id}-error` : null, hint ? `${id}-hint` : null].filter((it) => it !== null).join(" ");
  return (
    <div data-slot="form-field" className={cn("flex min-w-0 flex-col gap-1.5", className)}>
      <Label htmlFor={id}>
        {label}
        {isOptional ? <span className="ml-1.5 font-normal text-muted-foreground">optional</span> : null}
      </Label>
      <Slot.Root
        id={id}
        {...(described ? { "aria-describedby": described } : {})}
        {...(error ? { "aria-invalid": true } : {})}
      >
        {children}
      </Slot.Root>
      {error ? (
        <p id={`${id}-error`} role="alert" className="text-xs font-medium text-danger-ink">
          {error}
        </p>
      ) : null}
      {hint ? (
        <p id={`${id}-hint`} className="text-xs text-pretty text-muted-foreground">
          {hint}
        </p>
      ) : null}
    </div>
  );
}

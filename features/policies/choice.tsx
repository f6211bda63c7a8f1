"use client";

import type { ComponentProps } from "react";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";

/** One of a few words. The rest of the props, such as those of a form field, go to the trigger. */
export function Choice<T extends string>({
  value,
  options,
  onChange,
  disabled = false,
  ...props
}: Omit<ComponentProps<typeof SelectTrigger>, "value" | "onChange"> & {
  value: T;
  options: Readonly<Record<T, string>>;
  onChange: (value: T) => void;
}) {
  const known = Object.keys(options) as T[];
  return (
    <Select
      value={value}
      disabled={disabled}
      onValueChange={(next) => {
        const chosen = known.find((it) => it === next);
        if (chosen !== undefined) onChange(chosen);
      }}
    >
      <SelectTrigger {...props}>
        <SelectValue placeholder="Choose" />
      </SelectTrigger>
      <SelectContent>
        {known.map((it) => (
          <SelectItem key={it} value={it}>
            {options[it]}
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}

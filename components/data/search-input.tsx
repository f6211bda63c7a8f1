"use client";

import { Search } from "lucide-react";
import type { ComponentProps } from "react";
import { cn } from "../ui/cn.ts";
import { Input } from "../ui/input.tsx";

export function SearchInput({ className, ...props }: Omit<ComponentProps<typeof Input>, "type">) {
  return (
    <div className={cn("relative w-full sm:w-64", className)}>
      <Search aria-hidden className="pointer-events-none absolute top-2 left-2.5 size-4 text-muted-foreground" />
      <Input type="search" className="pl-8" {...props} />
    </div>
  );
}

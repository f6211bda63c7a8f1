"use client";

import * as TabsPrimitive from "radix-ui/tabs";
import { type ComponentProps, useEffect, useRef } from "react";
import { cn } from "./cn.ts";
import { useHydrating } from "./use-hydrating.ts";

export function Tabs({ className, ...props }: ComponentProps<typeof TabsPrimitive.Root>) {
  return <TabsPrimitive.Root className={cn("flex min-w-0 flex-col gap-4", className)} {...props} />;
}

/** `line` for the parts of a page, `pill` for a choice inside a card. */
export function TabsList({
  className,
  look = "line",
  ...props
}: ComponentProps<typeof TabsPrimitive.List> & { look?: "line" | "pill" }) {
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const active = list.current?.querySelector<HTMLElement>("[data-state=active]");
    // On a telephone the part that a link leads to may lie outside the row.
    if (list.current && active)
      list.current.scrollLeft = active.offsetLeft + active.offsetWidth - list.current.clientWidth;
  }, []);
  return (
    <TabsPrimitive.List
      ref={list}
      data-look={look}
      className={cn(
        "group/tabs relative flex overflow-x-auto",
        look === "line" ? "gap-5 border-b" : "w-fit gap-0.5 rounded-lg border bg-muted p-0.5",
        className,
      )}
      {...props}
    />
  );
}

export function TabsTrigger({ className, ...props }: ComponentProps<typeof TabsPrimitive.Trigger>) {
  return (
    <TabsPrimitive.Trigger
      {...useHydrating()}
      className={cn(
        "inline-flex items-center gap-1.5 text-[0.8125rem] font-medium whitespace-nowrap text-muted-foreground transition-colors hover:text-foreground focus-visible:-outline-offset-2 disabled:opacity-50 data-[state=active]:text-foreground [&_svg]:size-4",
        "group-data-[look=line]/tabs:-mb-px group-data-[look=line]/tabs:border-b-2 group-data-[look=line]/tabs:border-transparent group-data-[look=line]/tabs:py-2 group-data-[look=line]/tabs:data-[state=active]:border-primary",
        "group-data-[look=pill]/tabs:rounded-md group-data-[look=pill]/tabs:px-3 group-data-[look=pill]/tabs:py-1 group-data-[look=pill]/tabs:data-[state=active]:bg-card group-data-[look=pill]/tabs:data-[state=active]:shadow-card",
        className,
      )}
      {...props}
    />
  );
}

export function TabsContent({ className, ...props }: ComponentProps<typeof TabsPrimitive.Content>) {
  return <TabsPrimitive.Content className={cn("min-w-0 outline-hidden", className)} {...props} />;
}

import type { ComponentProps } from "react";
import { cn } from "../ui/cn.ts";

/** The measure and rhythm of a page's content. */
export function Page({ className, ...props }: ComponentProps<"div">) {
  return (
    <div
      className={cn("mx-auto flex w-full max-w-6xl flex-col gap-6 px-4 py-6 sm:px-6 lg:px-8", className)}
      {...props}
    />
  );
}

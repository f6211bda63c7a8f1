import type { ComponentProps } from "react";
import { cn } from "./cn.ts";

/**
 * Scrolls sideways in its own box, so that a page never does. A table that is wide and has nothing to press in it takes
 * `isScrolled`: then the keyboard reaches its box.
 */
export function Table({ className, isScrolled = false, ...props }: ComponentProps<"table"> & { isScrolled?: boolean }) {
  const reachable = isScrolled ? { tabIndex: 0, role: "group", "aria-label": props["aria-label"] } : {};
  return (
    <div className="w-full overflow-x-auto" {...reachable}>
      <table data-slot="table" className={cn("w-full border-collapse text-[0.8125rem]", className)} {...props} />
    </div>
  );
}

export function TableHeader({ className, ...props }: ComponentProps<"thead">) {
  return <thead className={cn("border-b bg-muted/50", className)} {...props} />;
}

export function TableBody({ className, ...props }: ComponentProps<"tbody">) {
  return <tbody className={cn("divide-y", className)} {...props} />;
}

export function TableRow({ className, ...props }: ComponentProps<"tr">) {
  return <tr className={cn("transition-colors [tbody>&]:hover:bg-hover/50", className)} {...props} />;
}

export function TableHead({ className, scope = "col", ...props }: ComponentProps<"th">) {
  return (
    <th
      scope={scope}
      className={cn(
        "h-8 px-3 text-left align-middle text-xs font-medium whitespace-nowrap text-muted-foreground first:pl-4 last:pr-4",
        className,
      )}
      {...props}
    />
  );
}

export function TableCell({ className, ...props }: ComponentProps<"td">) {
  return <td className={cn("px-3 py-2 align-middle first:pl-4 last:pr-4", className)} {...props} />;
}

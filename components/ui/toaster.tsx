"use client";

import { useTheme } from "next-themes";
import { Toaster as Sonner } from "sonner";

/** Say something with `toast` of sonner: `toast.success("Paused")`. */
export function Toaster() {
  const { resolvedTheme } = useTheme();
  return (
    <Sonner
      theme={resolvedTheme === "dark" ? "dark" : "light"}
      position="bottom-right"
      closeButton
      toastOptions={{
        style: {
          background: "var(--popover)",
          color: "var(--foreground)",
          border: "1px solid var(--border)",
          fontFamily: "inherit",
        },
        classNames: { description: "!text-muted-foreground" },
      }}
    />
  );
}

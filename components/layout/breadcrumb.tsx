"use client";

import { ChevronRight } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useEffect, useSyncExternalStore } from "react";

// Names of path segments that are ids, told by the pages that know them.
const names = new Map<string, string>();
const listeners = new Set<() => void>();
let version = 0;
const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => void listeners.delete(listener);
};

/** Names a segment of the address, such as an id, in the breadcrumb. Shows nothing itself. */
export function Crumb({ segment, label }: { segment: string; label: string }) {
  useEffect(() => {
    if (names.get(segment) === label) return;
    names.set(segment, label);
    version += 1;
    for (const tell of listeners) tell();
  }, [segment, label]);
  return null;
}

const isId = (segment: string): boolean => /^[0-9a-f-]{32,}$/i.test(segment);
const worded = (segment: string): string => {
  const words = decodeURIComponent(segment).replaceAll("-", " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

/** Where the page is, from its address. `home` stands for the root. */
export function Breadcrumb({ home }: { home: string }) {
  const path = usePathname();
  useSyncExternalStore(
    subscribe,
    () => version,
    () => 0,
  );
  const segments = path.split("/").filter((segment) => segment !== "");
  const crumbs = segments.map((segment, index) => ({
    href: `/${segments.slice(0, index + 1).join("/")}`,
    label: names.get(segment) ?? (isId(segment) ? "…" : worded(segment)),
  }));
  const all = crumbs.length === 0 ? [{ href: "/", label: home }] : crumbs;
  return (
    <nav aria-label="Breadcrumb" className="min-w-0 flex-1">
      <ol className="flex min-w-0 items-center gap-1 text-[0.8125rem]">
        {all.map(({ href, label }, index) => {
          const isLast = index === all.length - 1;
          return (
            <li key={href} className={isLast ? "flex min-w-0 items-center gap-1" : "hidden items-center gap-1 sm:flex"}>
              {index > 0 ? (
                <ChevronRight aria-hidden className="hidden size-3.5 shrink-0 text-muted-foreground sm:block" />
              ) : null}
              {isLast ? (
                <span aria-current="page" className="truncate font-medium">
                  {label}
                </span>
              ) : (
                <Link href={href} className="truncate rounded-sm text-muted-foreground hover:text-foreground">
                  {label}
                </Link>
              )}
            </li>
          );
        })}
      </ol>
    </nav>
  );
}

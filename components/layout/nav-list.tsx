"use client";

import Link from "next/link";
import { usePathname } from "next/navigation";
import type { ReactNode } from "react";
import { cn } from "../ui/cn.ts";

export interface NavItem {
  readonly href: string;
  readonly label: string;
  /** An element, so that a server component can pass it. */
  readonly icon: ReactNode;
  /** Something that counts, such as what waits there. */
  readonly badge?: ReactNode;
}

const isHere = (path: string, href: string): boolean =>
  href === "/" ? path === "/" : path === href || path.startsWith(`${href}/`);

export function NavList({ items, onNavigate }: { items: readonly NavItem[]; onNavigate?: () => void }) {
  const path = usePathname();
  return (
    <ul className="flex flex-col gap-px">
      {items.map(({ href, label, icon, badge }) => {
        const here = isHere(path, href);
        return (
          <li key={href}>
            <Link
              href={href}
              aria-current={here ? "page" : undefined}
              {...(onNavigate ? { onClick: onNavigate } : {})}
              className={cn(
                "relative flex h-8 items-center gap-2.5 rounded-md px-2.5 text-[0.8125rem] font-medium text-muted-foreground transition-colors hover:bg-hover hover:text-foreground [&_svg]:size-4 [&_svg]:shrink-0",
                here &&
                  "bg-hover text-foreground before:absolute before:top-2 before:bottom-2 before:-left-2 before:w-0.75 before:rounded-full before:bg-primary [&_svg]:text-primary-ink",
              )}
            >
              {icon}
              <span className="flex-1">{label}</span>
              {badge}
            </Link>
          </li>
        );
      })}
    </ul>
  );
}

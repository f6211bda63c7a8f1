"use client";

import { Menu } from "lucide-react";
import Link from "next/link";
import { type ReactNode, useState } from "react";
import { Button } from "../ui/button.tsx";
import { Sheet, SheetContent, SheetDescription, SheetTitle, SheetTrigger } from "../ui/sheet.tsx";
import { Logo } from "./logo.tsx";
import { type NavItem, NavList } from "./nav-list.tsx";

function Brand({ name }: { name: string }) {
  return (
    <Link href="/" className="flex h-8 w-fit items-center gap-2 rounded-md px-1 font-semibold tracking-tight">
      <Logo />
      {name}
    </Link>
  );
}

/** The way around, at the left of wide screens. */
export function Sidebar({ name, items, footer }: { name: string; items: readonly NavItem[]; footer?: ReactNode }) {
  return (
    <nav
      aria-label="Main"
      data-print="hide"
      className="sticky top-0 hidden h-dvh w-54 shrink-0 flex-col gap-4 border-r bg-sidebar px-3 py-3 md:flex"
    >
      <Brand name={name} />
      <div className="-ml-2 flex-1 overflow-y-auto pl-2">
        <NavList items={items} />
      </div>
      {footer}
    </nav>
  );
}

/** The same behind a button, on narrow ones. */
export function SidebarSheet({ name, items, footer }: { name: string; items: readonly NavItem[]; footer?: ReactNode }) {
  const [open, setOpen] = useState(false);
  return (
    <Sheet open={open} onOpenChange={setOpen}>
      <SheetTrigger asChild>
        <Button variant="ghost" size="icon" aria-label="Open menu" className="md:hidden">
          <Menu />
        </Button>
      </SheetTrigger>
      <SheetContent side="left" className="max-w-64 gap-4 bg-sidebar p-3">
        <SheetTitle className="flex h-8 items-center gap-2 px-1 font-semibold tracking-tight">
          <Logo />
          {name}
        </SheetTitle>
        <SheetDescription className="sr-only">The parts of {name}</SheetDescription>
        <nav aria-label="Main" className="flex-1 pl-2">
          <NavList items={items} onNavigate={() => setOpen(false)} />
        </nav>
        {footer}
      </SheetContent>
    </Sheet>
  );
}

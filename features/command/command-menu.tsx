"use client";

import { Search } from "lucide-react";
import dynamic from "next/dynamic";
import { useEffect, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { useGoKeys } from "./use-go-keys.ts";

const loadPalette = () => import("./command-palette.tsx").then((it) => it.CommandPalette);
const CommandPalette = dynamic(loadPalette, { ssr: false });
const KeysHelp = dynamic(() => import("./keys-help.tsx").then((it) => it.KeysHelp), { ssr: false });

const PRELOAD_MS = 2_000;

type Open = "palette" | "help" | null;

/** The button in the header, and the keys that work everywhere. */
export function CommandMenu() {
  const [open, setOpen] = useState<Open>(null);
  // Once loaded they stay, so that they can close in peace.
  const [wasOpen, setWasOpen] = useState<ReadonlySet<Open>>(new Set());
  const show = (which: Exclude<Open, null>) => {
    setWasOpen((before) => new Set(before).add(which));
    setOpen(which);
  };
  // Fetched once the page is at rest: what is typed right after the keys that open it must not be lost.
  useEffect(() => {
    const timer = setTimeout(() => void loadPalette(), PRELOAD_MS);
    return () => clearTimeout(timer);
  }, []);
  useGoKeys({ palette: () => show("palette"), help: () => show("help") });
  const close = (next: boolean) => {
    if (!next) setOpen(null);
  };
  return (
    <>
      <Button
        onClick={() => show("palette")}
        aria-label="Search and commands"
        aria-keyshortcuts="Control+K Meta+K"
        className="h-7 gap-2 px-2 text-xs font-normal text-muted-foreground shadow-none sm:w-44 sm:justify-start"
      >
        <Search className="size-3.5" />
        <span className="hidden flex-1 text-left sm:block">Search…</span>
        <Kbd className="hidden h-4.5 sm:inline-flex">Ctrl K</Kbd>
      </Button>
      {wasOpen.has("palette") ? (
        <CommandPalette open={open === "palette"} onOpenChange={close} onHelp={() => show("help")} />
      ) : null}
      {wasOpen.has("help") ? <KeysHelp open={open === "help"} onOpenChange={close} /> : null}
    </>
  );
}

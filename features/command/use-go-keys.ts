"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { PLACES } from "./places.ts";

const CHORD_MS = 1_200;
const NEVER = Number.NEGATIVE_INFINITY;

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName));
const isBehindDialog = (): boolean => document.querySelector('[role="dialog"], [role="alertdialog"]') !== null;

const isPaletteKey = (event: KeyboardEvent): boolean =>
  (event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === "k";

/** A key that nobody else wants: not while typing, not in a dialog, and without modifiers. */
const isFree = (event: KeyboardEvent): boolean =>
  !(event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target) || isBehindDialog());

/** `g` and then a letter goes to a place, Ctrl/⌘ K opens the palette, `?` the help. */
export function useGoKeys(open: { readonly palette: () => void; readonly help: () => void }): void {
  const router = useRouter();
  const act = useEffectEvent((event: KeyboardEvent, chordAt: { current: number }) => {
    if (isPaletteKey(event)) {
      event.preventDefault();
      open.palette();
    }
    if (!isFree(event)) return;
    // When it was hit, not when a busy page came to hear it.
    const isChord = event.timeStamp - chordAt.current < CHORD_MS;
    chordAt.current = event.key === "g" ? event.timeStamp : NEVER;
    const place = isChord ? PLACES.find(({ key }) => key === event.key) : undefined;
    if (place) {
      // Before the page's own keys see it: `g r` is not `r`.
      event.preventDefault();
      event.stopImmediatePropagation();
      router.push(place.href);
    } else if (event.key === "?") {
      // A page with keys of its own shows its own help, and says so by `preventDefault`.
      setTimeout(() => event.defaultPrevented || open.help());
    }
  });
  useEffect(() => {
    const chordAt = { current: NEVER };
    const listen = (event: KeyboardEvent) => act(event, chordAt);
    addEventListener("keydown", listen, { capture: true });
    return () => removeEventListener("keydown", listen, { capture: true });
  }, []);
}

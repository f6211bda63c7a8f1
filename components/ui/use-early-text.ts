"use client";

import { type Ref, type RefCallback, useCallback, useEffectEvent, useLayoutEffect, useRef } from "react";

type Field = HTMLInputElement | HTMLTextAreaElement;

/**
 * For a field whose value the page keeps: what was typed into the server's rendering, before the script had come, is
 * told to the page as if it were typed now. React leaves it standing there and would forget it at the next change.
 */
export function useEarlyText<E extends Field>(ref: Ref<E> | undefined, isKept: boolean): RefCallback<E> {
  const field = useRef<E | null>(null);
  const tell = useEffectEvent(() => {
    if (isKept && field.current && field.current.value !== field.current.defaultValue) tellTyped(field.current);
  });
  // Before anything is rendered anew.
  useLayoutEffect(() => tell(), []);
  return useCallback(
    (element: E | null) => {
      field.current = element;
      if (typeof ref === "function") return ref(element);
      if (ref) ref.current = element;
    },
    [ref],
  );
}

/** React hears a change only of a value that it has not seen: it sees what is written to the element itself. */
function tellTyped(field: Field): void {
  const typed = field.value;
  field.value = field.defaultValue;
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), "value")?.set?.call(field, typed);
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

import type { ComponentProps } from "react";
import type { TextRole } from "#contracts/operation-fields.ts";
import { NameInput } from "./name-input.tsx";
import { type Scope, useSuggestions } from "./use-suggestions.ts";

/** A name, with those of the live catalog offered. */
export function SuggestedInput({
  what,
  scope,
  ...props
}: { what: TextRole; scope: Scope } & Omit<ComponentProps<typeof NameInput>, "suggestions">) {
  return <NameInput {...props} suggestions={useSuggestions(what, scope)} />;
}

import { Fragment } from "react";

/** A sentence in which what stands between backticks is code. */
export function CodeWords({ text }: { text: string }) {
  const parts = text.split(/`([^`]+)`/);
  return parts.map((part, at) =>
    at % 2 === 1 ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part has no identity but its place.
      <code key={at} className="rounded-sm bg-muted px-1 text-[0.9em] break-words">
        {part}
      </code>
    ) : (
      // biome-ignore lint/suspicious/noArrayIndexKey: a part has no identity but its place.
      <Fragment key={at}>{part}</Fragment>
    ),
  );
}

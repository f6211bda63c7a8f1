"use client";

import { useEffect, useState } from "react";
import { cn } from "../ui/cn.ts";
import { ScrollArea } from "../ui/scroll-area.tsx";
import { CopyButton } from "./copy-button.tsx";
import type { Token } from "./highlight-code.ts";

type Language = "sql" | "yaml" | "text";

/** Plain text first, coloured when the highlighter has come: it never holds up a page. */
function useTokens(code: string, language: Language): Token[][] | null {
  const [tokens, setTokens] = useState<{ code: string; lines: Token[][] } | null>(null);
  useEffect(() => {
    if (language === "text") return;
    let isCurrent = true;
    import("./highlight-code.ts").then(
      ({ tokensOf }) => isCurrent && setTokens({ code, lines: tokensOf(code, language) }),
      // Without colours the code is still there to read.
      () => undefined,
    );
    return () => {
      isCurrent = false;
    };
  }, [code, language]);
  return tokens?.code === code ? tokens.lines : null;
}

/** `label` names it for screen readers: "Statement of step add-column". */
export function CodeBlock({
  code,
  language = "sql",
  label,
  hasCopy = true,
  hasLineNumbers = false,
  className,
}: {
  code: string;
  language?: Language;
  label: string;
  hasCopy?: boolean;
  hasLineNumbers?: boolean;
  className?: string;
}) {
  const coloured = useTokens(code, language);
  const lines: readonly (readonly Token[])[] = coloured ?? code.split("\n").map((text) => [{ text, classes: "" }]);
  return (
    <div data-slot="code-block" className={cn("group/code relative min-w-0 rounded-md border bg-muted/60", className)}>
      <ScrollArea label={label} className="max-h-96 rounded-md px-3 py-2">
        {/* Nobody approves half a statement: SQL is broken into lines, and a document keeps its own. */}
        <pre
          className={cn(
            "pr-8 text-xs leading-5",
            language === "sql" ? "wrap-anywhere whitespace-pre-wrap" : "w-max min-w-full",
          )}
        >
          <code>
            {lines.map((line, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its number.
              <span key={index} className="block min-h-5">
                {hasLineNumbers ? (
                  <span aria-hidden className="mr-4 inline-block w-6 text-right text-muted-foreground select-none nums">
                    {index + 1}
                  </span>
                ) : null}
                {line.map((token, at) => (
                  // biome-ignore lint/suspicious/noArrayIndexKey: nor has a token.
                  <span key={at} className={token.classes}>
                    {token.text}
                  </span>
                ))}
              </span>
            ))}
          </code>
        </pre>
      </ScrollArea>
      {hasCopy ? (
        <CopyButton
          text={code}
          label={`Copy: ${label}`}
          className="absolute top-1 right-1 bg-muted opacity-0 group-focus-within/code:opacity-100 group-hover/code:opacity-100 pointer-coarse:opacity-100"
        />
      ) : null}
    </div>
  );
}

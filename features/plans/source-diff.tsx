"use client";

import { unifiedMergeView } from "@codemirror/merge";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useRef } from "react";
import { planReading } from "./editor-setup.ts";

/** Two texts of a plan in one column: what went is red, what came is green, and both are marked in the gutter. */
export function SourceDiff({ before, after, label }: { before: string; after: string; label: string }) {
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!box.current) return;
    const view = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: after,
        extensions: [
          planReading(),
          EditorState.readOnly.of(true),
          EditorView.editable.of(false),
          EditorView.contentAttributes.of({ "aria-label": label, tabindex: "0" }),
          unifiedMergeView({ original: before, mergeControls: false, collapseUnchanged: { margin: 3, minSize: 6 } }),
          diffLook,
        ],
      }),
    });
    return () => view.destroy();
  }, [before, after, label]);
  return <div ref={box} className="overflow-hidden" />;
}

const diffLook = EditorView.theme({
  ".cm-changedLine, &.cm-merge-b .cm-changedLine": { backgroundColor: "var(--success-soft) !important" },
  ".cm-deletedChunk": { backgroundColor: "var(--danger-soft) !important", paddingLeft: "6px" },
  ".cm-changedText, .cm-deletedChunk .cm-deletedText": {
    background: "none !important",
    textDecoration: "none",
    borderBottom: "2px solid currentColor",
  },
  ".cm-deletedChunk .cm-deletedLine, .cm-deletedLine del": { textDecoration: "none" },
  ".cm-collapsedLines": {
    background: "var(--muted)",
    color: "var(--muted-foreground)",
    fontFamily: "var(--font-sans, sans-serif)",
    padding: "4px 12px",
    "&:before": { content: '"⋯"' },
    "&:after": { content: '"⋯"' },
  },
});

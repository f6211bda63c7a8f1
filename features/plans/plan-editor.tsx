"use client";

import { type Diagnostic, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView } from "@codemirror/view";
import { useEffect, useEffectEvent, useRef } from "react";
import type { Finding } from "#contracts/plan.ts";
import { planEditing } from "./editor-setup.ts";
import type { CompletionFacts } from "./plan-completion.ts";

const SEVERITY = { error: "error", warning: "warning", note: "info" } as const;

/** Findings have a place; what has none is shown on the first line. */
function diagnosticOf(finding: Finding, state: EditorState): Diagnostic {
  const line = state.doc.line(Math.min(Math.max(finding.line ?? 1, 1), state.doc.lines));
  const from = Math.min(line.from + Math.max((finding.column ?? 1) - 1, 0), line.to);
  const indent = line.text.length - line.text.trimStart().length;
  return {
    from: finding.column ? from : Math.min(line.from + indent, line.to),
    to: line.to,
    severity: SEVERITY[finding.severity],
    source: finding.rule,
    message: finding.fix ? `${finding.message}\n${finding.fix}` : finding.message,
  };
}

/** The plan editor. Loaded only where somebody edits: it brings CodeMirror. */
export function PlanEditor({
  value,
  onChange,
  onSave,
  findings,
  facts,
}: {
  value: string;
  onChange: (value: string) => void;
  onSave: () => void;
  findings: readonly Finding[];
  facts: CompletionFacts;
}) {
  const box = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView | null>(null);
  const latestFacts = useRef(facts);
  latestFacts.current = facts;
  const changed = useEffectEvent((text: string) => onChange(text));
  const save = useEffectEvent(() => onSave());
  const initial = useEffectEvent(() => value);

  useEffect(() => {
    if (!box.current) return;
    const made = new EditorView({
      parent: box.current,
      state: EditorState.create({
        doc: initial(),
        extensions: [
          planEditing(
            () => latestFacts.current,
            () => save(),
          ),
          EditorView.contentAttributes.of({ "aria-label": "Plan document (YAML)", tabindex: "0" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) changed(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, []);

  useEffect(() => {
    const now = view.current;
    if (!now || now.state.doc.toString() === value) return;
    now.dispatch({ changes: { from: 0, to: now.state.doc.length, insert: value } });
  }, [value]);

  useEffect(() => {
    const now = view.current;
    if (!now) return;
    now.dispatch(
      setDiagnostics(
        now.state,
        findings.map((finding) => diagnosticOf(finding, now.state)),
      ),
    );
  }, [findings]);

  return <div ref={box} data-testid="plan-editor" className="h-full min-h-0 overflow-hidden" />;
}

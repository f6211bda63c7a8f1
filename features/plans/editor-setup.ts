import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands";
import { PostgreSQL } from "@codemirror/lang-sql";
import { yamlLanguage } from "@codemirror/lang-yaml";
import {
  bracketMatching,
  foldGutter,
  foldKeymap,
  indentOnInput,
  indentUnit,
  LanguageSupport,
  syntaxHighlighting,
} from "@codemirror/language";
import { lintGutter, lintKeymap } from "@codemirror/lint";
import { EditorState, type Extension } from "@codemirror/state";
import {
  drawSelection,
  EditorView,
  highlightActiveLine,
  highlightActiveLineGutter,
  highlightSpecialChars,
  keymap,
  lineNumbers,
} from "@codemirror/view";
import { parseMixed } from "@lezer/common";
import { classHighlighter } from "@lezer/highlight";
import { type CompletionFacts, planCompletion } from "./plan-completion.ts";

/* Colours are the product's variables, so that light and dark follow without a second theme. */
const look = EditorView.theme({
  "&": { height: "100%", fontSize: "0.8125rem", backgroundColor: "var(--card)", color: "var(--foreground)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--font-mono, monospace)", lineHeight: "1.35rem", overflow: "auto" },
  ".cm-content": { caretColor: "var(--foreground)", padding: "0.5rem 0" },
  ".cm-cursor": { borderLeftColor: "var(--foreground)" },
  ".cm-gutters": {
    backgroundColor: "var(--card)",
    color: "var(--muted-foreground)",
    borderRight: "1px solid var(--border)",
  },
  ".cm-activeLine": { backgroundColor: "color-mix(in oklab, var(--muted) 60%, transparent)" },
  ".cm-activeLineGutter": { backgroundColor: "var(--muted)", color: "var(--foreground)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    backgroundColor: "var(--primary-soft)",
  },
  ".cm-matchingBracket": {
    backgroundColor: "var(--primary-soft) !important",
    outline: "1px solid var(--border-strong)",
  },
  ".cm-tooltip": {
    backgroundColor: "var(--popover)",
    color: "var(--foreground)",
    border: "1px solid var(--border)",
    borderRadius: "8px",
    boxShadow: "0 4px 12px var(--shadow-color), 0 16px 40px var(--shadow-color)",
    overflow: "hidden",
  },
  ".cm-tooltip-autocomplete > ul": { fontFamily: "var(--font-mono, monospace)", maxHeight: "16rem" },
  ".cm-tooltip-autocomplete > ul > li": { padding: "0.2rem 0.5rem" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--primary-soft)",
    color: "var(--foreground)",
  },
  ".cm-completionDetail": { color: "var(--muted-foreground)", fontStyle: "normal" },
  ".cm-tooltip.cm-completionInfo": { padding: "0.5rem 0.75rem", maxWidth: "22rem", fontSize: "0.8125rem" },
  ".cm-diagnostic": { padding: "0.4rem 0.75rem", fontFamily: "var(--font-sans, sans-serif)", maxWidth: "34rem" },
  ".cm-diagnostic-error": { borderLeft: "3px solid var(--danger)" },
  ".cm-diagnostic-warning": { borderLeft: "3px solid var(--warning)" },
  ".cm-diagnostic-info": { borderLeft: "3px solid var(--primary)" },
  ".cm-foldPlaceholder": { backgroundColor: "var(--muted)", border: "none", color: "var(--muted-foreground)" },
  ".cm-panels": { backgroundColor: "var(--muted)", color: "var(--foreground)" },
});

const SQL_KEYS = new Set(["sql", "index", "undo", "none", "equal", "where"]);
const SQL_NODES = new Set(["Literal", "BlockLiteralContent"]);

/** YAML in which the values of `sql`, `undo` and their like are coloured as SQL. */
function planLanguage(): LanguageSupport {
  const inner = PostgreSQL.language.parser;
  const language = yamlLanguage.configure({
    wrap: parseMixed((node, input) => {
      if (!SQL_NODES.has(node.name)) return null;
      let up = node.node.parent;
      if (up?.name === "Key") return null;
      while (up && up.name !== "Pair") up = up.parent;
      const key = up?.getChild("Key");
      return key && SQL_KEYS.has(input.read(key.from, key.to).trim()) ? { parser: inner } : null;
    }),
  });
  return new LanguageSupport(language);
}

/** The extensions that every text box of ours with code has. */
export const codeView: Extension = [
  lineNumbers(),
  highlightSpecialChars(),
  drawSelection(),
  EditorState.tabSize.of(2),
  syntaxHighlighting(classHighlighter),
  look,
];

/** A view of a plan that is read only, as in a comparison. */
export const planReading = (): Extension => [codeView, planLanguage(), EditorView.lineWrapping];

/** The plan editor's extensions. Tab leaves the editor after Escape, as WCAG 2.1.2 asks. */
export function planEditing(facts: () => CompletionFacts, onSave: () => void): Extension {
  return [
    codeView,
    planLanguage(),
    indentUnit.of("  "),
    history(),
    foldGutter(),
    indentOnInput(),
    bracketMatching(),
    closeBrackets(),
    highlightActiveLine(),
    highlightActiveLineGutter(),
    lintGutter(),
    autocompletion({ override: [planCompletion(facts)], icons: false }),
    keymap.of([
      {
        key: "Mod-s",
        preventDefault: true,
        run: () => {
          onSave();
          return true;
        },
      },
      ...closeBracketsKeymap,
      ...completionKeymap,
      ...lintKeymap,
      ...foldKeymap,
      ...historyKeymap,
      ...defaultKeymap,
      indentWithTab,
    ]),
  ];
}

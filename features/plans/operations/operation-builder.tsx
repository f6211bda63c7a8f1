"use client";

import { FileCode2, Plus, Save } from "lucide-react";
import { type ReactNode, useMemo, useState } from "react";
import { Button } from "#components/ui/button.tsx";
import { fieldsOfOperation } from "#contracts/operation-fields.ts";
import type { Finding } from "#contracts/plan.ts";
import type { AuthoredPlan } from "#core/domain/authored-plan.ts";
import { DatabasePicker } from "../database-picker.tsx";
import { useDatabases } from "../use-databases.ts";
import { AboutFields } from "./about-fields.tsx";
import type { Draft } from "./draft.ts";
import { aboutOfPlan, draftsOfPlan } from "./drafts-of-plan.ts";
import { ExpansionPreview } from "./expansion-preview.tsx";
import { OperationCard } from "./operation-card.tsx";
import { OperationSearch } from "./operation-search.tsx";
import { type About, planOfDrafts } from "./plan-of-drafts.ts";
import { refusalOf } from "./refusal-of.ts";
import { specOfDraft } from "./spec-of-draft.ts";
import { type Problems, specProblems } from "./spec-problems.ts";
import { useDrafts } from "./use-drafts.ts";
import { useExpansion } from "./use-expansion.ts";
import { useOperations } from "./use-operations.ts";

const NOTHING_SAID: About = { title: "", name: "", oldViews: "", newViews: "" };
const ENGINE = "postgresql";
const NONE: Problems = new Map();

const problemsOf = ({ name, fields }: Draft): Problems =>
  specProblems(name, specOfDraft(fieldsOfOperation(name), fields));

/** Says what shall change, and shows at once what it becomes. Nothing is saved before somebody presses the button. */
export function OperationBuilder({
  authored = null,
  initialDatabaseId = null,
  onOpen,
  onSave,
  saveLabel,
  isSaving,
  notice,
}: {
  /** A saved plan to go on with. */
  authored?: AuthoredPlan | null;
  initialDatabaseId?: string | null;
  /** Takes the plan into the editor. */
  onOpen: (source: string, databaseId: string | null) => void;
  onSave: (source: string, databaseId: string | null) => void;
  saveLabel: string;
  isSaving: boolean;
  notice?: ReactNode;
}) {
  const { drafts, ...change } = useDrafts(useMemo(() => (authored ? draftsOfPlan(authored) : []), [authored]));
  const [about, setAbout] = useState(authored ? aboutOfPlan(authored) : NOTHING_SAID);
  const [isAdding, setIsAdding] = useState(false);
  const [databaseId, chooseDatabase] = useChosenDatabase(initialDatabaseId);
  const problems = useMemo(() => new Map(drafts.map((draft) => [draft.id, problemsOf(draft)])), [drafts]);
  const isComplete = drafts.length > 0 && [...problems.values()].every((it) => it.size === 0);
  const expansion = useExpansion(isComplete ? planOfDrafts(about, drafts, ENGINE, authored?.said) : null, databaseId);
  const source = expansion.isBehind ? null : (expansion.data?.source ?? null);
  const missing = whatIsMissing(databaseId, drafts.length, isComplete);
  const isSearching = isAdding || drafts.length === 0;

  return (
    <div className="flex min-w-0 flex-col gap-4">
      <div className="flex flex-wrap items-center gap-2">
        <DatabasePicker
          value={databaseId}
          onChange={chooseDatabase}
          engine={ENGINE}
          noneLabel="Choose a database"
          className="w-full sm:w-72"
        />
        <span className="flex-1" />
        <Button disabled={source === null} onClick={() => source && onOpen(source, databaseId)}>
          <FileCode2 />
          Open as document
        </Button>
        <Button
          variant="primary"
          disabled={source === null || expansion.data?.valid === false}
          isPending={isSaving}
          onClick={() => source && onSave(source, databaseId)}
        >
          <Save />
          {saveLabel}
        </Button>
      </div>
      {notice}
      <div className="grid min-w-0 items-start gap-4 lg:grid-cols-[minmax(0,2fr)_minmax(0,3fr)]">
        <div className="flex min-w-0 flex-col gap-3">
          {drafts.map((draft, at) => (
            <Card
              key={draft.id}
              draft={draft}
              at={at}
              databaseId={databaseId}
              problems={problems.get(draft.id) ?? NONE}
              findings={expansion.data?.findings ?? []}
              change={change}
            />
          ))}
          {isSearching ? (
            <OperationSearch
              onChoose={(name) => {
                change.add(name);
                setIsAdding(false);
              }}
            />
          ) : (
            <Button className="self-start" onClick={() => setIsAdding(true)}>
              <Plus />
              Add another operation
            </Button>
          )}
          {drafts.length > 0 ? <AboutFields about={about} drafts={drafts} onChange={setAbout} /> : null}
        </div>
        <ExpansionPreview expansion={expansion} missing={missing} />
      </div>
    </div>
  );
}

function Card({
  draft,
  at,
  databaseId,
  problems,
  findings,
  change,
}: {
  draft: Draft;
  at: number;
  databaseId: string | null;
  problems: Problems;
  findings: readonly Finding[];
  change: Omit<ReturnType<typeof useDrafts>, "drafts">;
}) {
  const operations = useOperations();
  const [touched, setTouched] = useState<ReadonlySet<string>>(new Set());
  const refused = refusalOf(findings, at, draft.name);
  // What the server says of a field counts as long as the form itself has nothing to say.
  const shown = problems.size > 0 ? ofTouched(problems, touched) : refused.problems;
  return (
    <OperationCard
      draft={draft}
      about={operations.data?.items.find(({ name }) => name === draft.name)}
      place={at + 1}
      databaseId={databaseId}
      problems={shown}
      refusal={refused.general}
      onChange={(fields) => {
        const changed = Object.keys(fields).filter((key) => fields[key] !== draft.fields[key]);
        setTouched(new Set([...touched, ...changed]));
        change.change(draft.id, fields);
      }}
      onMoveUp={at === 0 ? null : () => change.moveUp(draft.id)}
      onRemove={() => change.remove(draft.id)}
    />
  );
}

/** Nobody is blamed for a field that is still to come. */
const ofTouched = (problems: Problems, touched: ReadonlySet<string>): Problems =>
  new Map([...problems].filter(([path]) => touched.has(path.split(".")[0] ?? "")));

function whatIsMissing(databaseId: string | null, count: number, isComplete: boolean): string | null {
  if (count === 0) return "Choose what shall change: the phases are shown here, before anything is saved.";
  if (databaseId === null) return "Choose a database: the phases are written from its catalog and its sizes.";
  return isComplete ? null : "Fill in what is needed: the phases are shown here as soon as they can be written.";
}

/** The only one that fits is chosen without asking. */
function useChosenDatabase(initial: string | null) {
  const [chosen, choose] = useState(initial);
  const databases = useDatabases();
  const fitting = (databases.data?.items ?? []).filter((it) => it.engine === ENGINE && it.unreachable === null);
  const only = fitting.length === 1 ? (fitting[0]?.id ?? null) : null;
  return [chosen ?? only, choose] as const;
}

import { FormField } from "#components/ui/form-field.tsx";
import { Input } from "#components/ui/input.tsx";
import type { Draft } from "./draft.ts";
import { type About, suggestedName, suggestedTitle } from "./plan-of-drafts.ts";

/** What the migration is called; left empty it names itself. */
export function AboutFields({
  about,
  drafts,
  onChange,
}: {
  about: About;
  drafts: readonly Draft[];
  onChange: (about: About) => void;
}) {
  const put = (part: Partial<About>) => onChange({ ...about, ...part });
  return (
    <section aria-label="About the migration" className="flex flex-col gap-3 rounded-lg border bg-card p-4 shadow-card">
      <div className="grid gap-3 sm:grid-cols-2">
        <FormField label="Title" isOptional hint="For people.">
          <Input
            value={about.title}
            placeholder={suggestedTitle(drafts)}
            onChange={(event) => put({ title: event.target.value })}
          />
        </FormField>
        <FormField label="Short name" isOptional hint="Unique among migrations.">
          <Input
            value={about.name}
            placeholder={suggestedName(drafts)}
            onChange={(event) => put({ name: event.target.value })}
          />
        </FormField>
      </div>
      <details className="min-w-0">
        <summary className="w-fit cursor-pointer rounded-sm text-xs font-medium text-muted-foreground hover:text-foreground">
          Old and new release side by side, each through views of its own
        </summary>
        <div className="grid gap-3 pt-3 sm:grid-cols-2">
          <FormField
            label="Schema for the new release"
            isOptional
            hint="Its views are there before the gate of cutover."
          >
            <Input value={about.newViews} onChange={(event) => put({ newViews: event.target.value })} />
          </FormField>
          <FormField label="Schema of the running release" isOptional hint="Empty: it uses the tables themselves.">
            <Input value={about.oldViews} onChange={(event) => put({ oldViews: event.target.value })} />
          </FormField>
        </div>
      </details>
    </section>
  );
}

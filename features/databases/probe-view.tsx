import { Check, X } from "lucide-react";
import { ByteSize } from "#components/data/byte-size.tsx";
import { CodeBlock } from "#components/data/code-block.tsx";
import { DefinitionList } from "#components/layout/definition-list.tsx";
import { Alert } from "#components/ui/alert.tsx";
import type { TargetProbe } from "#contracts/database.ts";

const RIGHTS: readonly { readonly key: keyof TargetProbe["rights"]; readonly label: string }[] = [
  { key: "createTables", label: "Create tables" },
  { key: "createTriggers", label: "Create triggers" },
  { key: "sluiceSchema", label: "Keep Sluice's own checkpoints" },
];

function Rights({ rights }: Pick<TargetProbe, "rights">) {
  return (
    <ul className="flex flex-col gap-0.5">
      {RIGHTS.map(({ key, label }) => (
        <li key={key} className="flex items-center gap-1.5">
          {rights[key] ? (
            <Check aria-hidden className="size-3.5 shrink-0 text-success-ink" />
          ) : (
            <X aria-hidden className="size-3.5 shrink-0 text-danger-ink" />
          )}
          {label}
          <span className="sr-only">{rights[key] ? "yes" : "no"}</span>
        </li>
      ))}
    </ul>
  );
}

function replicaText({ name, state, lagSeconds }: TargetProbe["replicas"][number]): string {
  return `${name}: ${state}${lagSeconds === null ? "" : `, ${lagSeconds.toFixed(1)} s behind`}`;
}

/** What a connection test found: the server, the rights, and the exact statement for each right that is missing. */
export function ProbeView({ probe }: { probe: TargetProbe }) {
  return (
    <div className="flex flex-col gap-4">
      <DefinitionList
        isGrid
        items={[
          { term: "Version", value: probe.version },
          { term: "Size", value: <ByteSize bytes={probe.bytes} /> },
          {
            term: "Replicas",
            value:
              probe.replicas.length === 0 ? (
                "None seen"
              ) : (
                <ul>
                  {probe.replicas.map((it) => (
                    <li key={it.name}>{replicaText(it)}</li>
                  ))}
                </ul>
              ),
          },
          { term: "Rights", value: <Rights rights={probe.rights} /> },
        ]}
      />
      {probe.readOnly ? (
        <Alert tone="danger" title="Read-only">
          This server takes no writes: a replica, or read-only by its settings. Register the primary.
        </Alert>
      ) : null}
      {probe.warnings.map((warning) => (
        <Alert key={warning} tone="warning">
          {warning}
        </Alert>
      ))}
      {probe.missing.map(({ what, grant, required }) => (
        <Alert
          key={what}
          tone={required ? "danger" : "warning"}
          title={required ? `Missing: ${what}` : `Missing, not always needed: ${what}`}
        >
          <p className="mb-1.5">Somebody who may grant it runs:</p>
          <CodeBlock code={grant} label={`Statement that grants: ${what}`} className="bg-card" />
        </Alert>
      ))}
    </div>
  );
}

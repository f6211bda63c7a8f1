import { CodeBlock } from "#components/data/code-block.tsx";

const command = (url: string): string => `curl --fail ${url}/api/v1/applications/shop/heartbeat \\
  -H "Authorization: Bearer $SLUICE_TOKEN" -H "Content-Type: application/json" \\
  -d '{ "instance": "'"$HOSTNAME"'", "version": "2.3.0", "every": "30s",
        "reads": ["city.latitude", "city.name"], "writes": ["city.name"] }'`;

/** What an application sends, ready to be copied. */
export function HeartbeatHelp({ url }: { url: string }) {
  return (
    <div className="flex min-w-0 flex-col gap-2 text-left">
      <CodeBlock code={command(url)} language="text" label="Command that sends a heartbeat" />
      <p className="text-xs text-pretty text-muted-foreground">
        Every 30 seconds from each instance, with a token that is good for heartbeats only (Settings, API tokens). More
        in docs/applications.md.
      </p>
    </div>
  );
}

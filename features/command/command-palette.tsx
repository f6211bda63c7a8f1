"use client";

import { useQuery } from "@tanstack/react-query";
import {
  Activity,
  ArrowRight,
  Database,
  GitPullRequestArrow,
  Keyboard,
  LogOut,
  Moon,
  OctagonPause,
  Plus,
  Sun,
} from "lucide-react";
import { useRouter } from "next/navigation";
import { useTheme } from "next-themes";
import {
  Command,
  CommandEmpty,
  CommandGroup,
  CommandInput,
  CommandItem,
  CommandList,
} from "#components/ui/command.tsx";
import { Dialog, DialogContent, DialogDescription, DialogTitle } from "#components/ui/dialog.tsx";
import { Kbd } from "#components/ui/kbd.tsx";
import { listDatabases } from "#contracts/database.ts";
import { listMigrations } from "#contracts/migration.ts";
import { listRollouts } from "#contracts/rollout.ts";
import { call } from "../api.ts";
import { requestHold } from "../hold-request.ts";
import { keys } from "../keys.ts";
import { RunStateBadge } from "../run-state-badge.tsx";
import { useMay } from "../session/session-provider.tsx";
import { useSignOut } from "../session/use-sign-out.ts";
import { PLACES } from "./places.ts";

const ROLLOUTS_SHOWN = 8;

function useFindable(open: boolean) {
  const databases = useQuery({
    queryKey: keys.databases.list,
    queryFn: ({ signal }) => call(listDatabases, {}, { signal }),
    enabled: open,
  });
  const migrations = useQuery({
    queryKey: keys.migrations.list,
    queryFn: ({ signal }) => call(listMigrations, {}, { signal }),
    enabled: open,
  });
  const rollouts = useQuery({
    queryKey: ["rollouts", "list", "palette"],
    queryFn: ({ signal }) => call(listRollouts, { query: { limit: ROLLOUTS_SHOWN } }, { signal }),
    enabled: open,
  });
  return {
    databases: databases.data?.items ?? [],
    migrations: migrations.data?.items ?? [],
    rollouts: rollouts.data?.items ?? [],
  };
}

/** All places, objects and the few commands that belong to no page. Loaded when first opened. */
export function CommandPalette({
  open,
  onOpenChange,
  onHelp,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onHelp: () => void;
}) {
  const router = useRouter();
  const { resolvedTheme, setTheme } = useTheme();
  const leave = useSignOut();
  const { databases, migrations, rollouts } = useFindable(open);
  const mayRegister = useMay("database.write");
  const mayWrite = useMay("migration.write");
  const mayHold = useMay("hold.place");
  const run = (action: () => void) => () => {
    onOpenChange(false);
    action();
  };
  const go = (href: string) => run(() => router.push(href));
  return (
    <Dialog open={open} onOpenChange={onOpenChange}>
      <DialogContent className="top-24 max-w-xl translate-y-0 [&>button]:hidden">
        <DialogTitle className="sr-only">Commands</DialogTitle>
        <DialogDescription className="sr-only">
          Type to find a page, a database, a migration or a command
        </DialogDescription>
        <Command label="Commands" loop>
          <CommandInput placeholder="Find a page, database, migration, rollout…" />
          <CommandList>
            <CommandEmpty>Nothing is called that.</CommandEmpty>
            <CommandGroup heading="Go to">
              {PLACES.map(({ href, label, key }) => (
                <CommandItem key={href} value={`go ${label}`} onSelect={go(href)}>
                  <ArrowRight aria-hidden />
                  <span className="flex-1">{label}</span>
                  <span className="flex gap-1">
                    <Kbd>G</Kbd>
                    <Kbd>{key.toUpperCase()}</Kbd>
                  </span>
                </CommandItem>
              ))}
            </CommandGroup>
            <CommandGroup heading="Do">
              {mayWrite ? (
                <CommandItem value="do new migration plan" onSelect={go("/migrations/new?from=operations")}>
                  <Plus aria-hidden /> New migration
                </CommandItem>
              ) : null}
              {mayRegister ? (
                <CommandItem value="do register database add" onSelect={go("/databases/new")}>
                  <Plus aria-hidden /> Register a database
                </CommandItem>
              ) : null}
              {mayHold ? (
                <CommandItem value="do hold everything stop kill switch backfills" onSelect={run(requestHold)}>
                  <OctagonPause aria-hidden /> Hold everything…
                </CommandItem>
              ) : null}
              <CommandItem
                value="do theme light dark"
                onSelect={run(() => setTheme(resolvedTheme === "dark" ? "light" : "dark"))}
              >
                {resolvedTheme === "dark" ? <Sun aria-hidden /> : <Moon aria-hidden />}
                {resolvedTheme === "dark" ? "Use the light theme" : "Use the dark theme"}
              </CommandItem>
              <CommandItem value="do keyboard shortcuts help" onSelect={run(onHelp)}>
                <Keyboard aria-hidden /> Keyboard shortcuts
              </CommandItem>
              <CommandItem value="do sign out log out" onSelect={run(() => leave.mutate())}>
                <LogOut aria-hidden /> Sign out
              </CommandItem>
            </CommandGroup>
            {rollouts.length > 0 ? (
              <CommandGroup heading="Rollouts">
                {rollouts.map((it) => (
                  <CommandItem
                    key={it.id}
                    value={`rollout ${it.migrationTitle} ${it.databaseName} ${it.id}`}
                    onSelect={go(`/rollouts/${it.id}`)}
                  >
                    <Activity aria-hidden />
                    <span className="flex-1 truncate">
                      {it.migrationTitle} <span className="text-muted-foreground">on {it.databaseName}</span>
                    </span>
                    <RunStateBadge state={it.state} />
                  </CommandItem>
                ))}
              </CommandGroup>
            ) : null}
            {migrations.length > 0 ? (
              <CommandGroup heading="Migrations">
                {migrations.map((it) => (
                  <CommandItem
                    key={it.id}
                    value={`migration ${it.title} ${it.name}`}
                    onSelect={go(`/migrations/${it.id}`)}
                  >
                    <GitPullRequestArrow aria-hidden />
                    <span className="truncate">{it.title}</span>
                  </CommandItem>
                ))}
              </CommandGroup>
            ) : null}
            {databases.length > 0 ? (
              <CommandGroup heading="Databases">
                {databases.map((it) => (
                  <CommandItem
                    key={it.id}
                    value={`database ${it.name} ${it.place}`}
                    onSelect={go(`/databases/${it.id}`)}
                  >
                    <Database aria-hidden />
                    <span className="flex-1 truncate">{it.name}</span>
                    <span className="truncate text-xs text-muted-foreground">{it.environment}</span>
                  </CommandItem>
                ))}
              </CommandGroup>
            ) : null}
          </CommandList>
        </Command>
      </DialogContent>
    </Dialog>
  );
}

"use client";

import { useMutation } from "@tanstack/react-query";
import { Download, FileText, Printer } from "lucide-react";
import Link from "next/link";
import { Button } from "#components/ui/button.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";
import { getReport, type Rollout } from "#contracts/rollout.ts";
import { call } from "../api.ts";

function save(name: string, text: string): void {
  const href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
  const link = document.createElement("a");
  link.href = href;
  link.download = name;
  link.click();
  URL.revokeObjectURL(href);
}

/** The report as a file, and as a page for the printer. */
export function ExportMenu({ rollout }: { rollout: Rollout }) {
  const report = useMutation({
    mutationFn: () => call(getReport, { params: { rolloutId: rollout.id } }),
    onSuccess: (text) =>
      save(`${rollout.migrationName}-on-${rollout.databaseName}.md`.replaceAll(/[^\w.-]+/g, "-"), text),
  });
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button isPending={report.isPending} data-print="hide">
          <FileText />
          Export report
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent align="end">
        <DropdownMenuItem onSelect={() => report.mutate()}>
          <Download />
          Markdown
        </DropdownMenuItem>
        <DropdownMenuItem asChild>
          <Link href={`/rollouts/${rollout.id}/report`}>
            <Printer />
            Page for the printer
          </Link>
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

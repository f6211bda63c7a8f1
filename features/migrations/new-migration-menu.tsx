"use client";

import { ChevronDown, ClipboardPaste, FileCode2, ListChecks, Plus, SquareTerminal } from "lucide-react";
import Link from "next/link";
import { useState } from "react";
import { CodeBlock } from "#components/data/code-block.tsx";
import { Button } from "#components/ui/button.tsx";
import {
  Dialog,
  DialogBody,
  DialogContent,
  DialogDescription,
  DialogHeader,
  DialogTitle,
} from "#components/ui/dialog.tsx";
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from "#components/ui/dropdown-menu.tsx";

const COMMANDS = `npm run -s sluice -- plan validate -f plan.yaml
npm run -s sluice -- migration create -f plan.yaml`;

/** The ways to a new migration. */
export function NewMigrationMenu() {
  const [isCliOpen, setIsCliOpen] = useState(false);
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="primary">
            <Plus />
            New migration
            <ChevronDown className="size-3.5" />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="end" className="w-60">
          <DropdownMenuItem asChild>
            <Link href="/migrations/new?from=operations">
              <ListChecks />
              Choose what shall change
            </Link>
          </DropdownMenuItem>
          <DropdownMenuItem asChild>
            <Link href="/migrations/new">
              <FileCode2 />
              Write it in the editor
            </Link>
          </DropdownMenuItem>
          <DropdownMenuItem asChild>
            <Link href="/migrations/new?from=sql">
              <ClipboardPaste />
              Paste SQL
            </Link>
          </DropdownMenuItem>
          <DropdownMenuItem onSelect={() => setIsCliOpen(true)}>
            <SquareTerminal />
            From a file, by the CLI
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      <Dialog open={isCliOpen} onOpenChange={setIsCliOpen}>
        <DialogContent className="max-w-xl">
          <DialogHeader>
            <DialogTitle>From a file, by the CLI</DialogTitle>
            <DialogDescription>
              In the clone that runs Sluice no token is needed. From elsewhere set SLUICE_URL and SLUICE_TOKEN.
            </DialogDescription>
          </DialogHeader>
          <DialogBody>
            <CodeBlock code={COMMANDS} language="text" label="Commands" />
          </DialogBody>
        </DialogContent>
      </Dialog>
    </>
  );
}

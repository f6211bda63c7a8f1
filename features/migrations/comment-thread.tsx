"use client";

import { MessageSquarePlus } from "lucide-react";
import { useState } from "react";
import { RelativeTime } from "#components/data/relative-time.tsx";
import { Button } from "#components/ui/button.tsx";
import { Textarea } from "#components/ui/textarea.tsx";
import type { Comment, Migration } from "#contracts/migration.ts";
import type { StepId } from "#core/domain/step-id.ts";
import { useComment } from "./use-change-migration.ts";

function CommentRow({ comment, revision }: { comment: Comment; revision: number }) {
  return (
    <li className="text-[0.8125rem]">
      <p className="flex flex-wrap gap-x-2 text-xs text-muted-foreground">
        <strong className="font-medium text-foreground">{comment.byName}</strong>
        <RelativeTime at={comment.at} />
        {comment.revision === revision ? null : <span className="nums">on revision {comment.revision}</span>}
      </p>
      <p className="text-pretty break-words whitespace-pre-wrap">{comment.body}</p>
    </li>
  );
}

/** Comments on a step, or with `step` null on the migration as a whole, and the place to write one. */
export function CommentThread({ migration, step }: { migration: Migration; step: StepId | null }) {
  const [isOpen, setIsOpen] = useState(step === null);
  const [body, setBody] = useState("");
  const comment = useComment(migration.id);
  const own = migration.comments.filter((it) => it.step === step);
  const label = step === null ? "Comment on the migration" : `Comment on step ${step}`;
  return (
    <div className="flex flex-col gap-2.5">
      {own.length > 0 ? (
        <ul className={step === null ? "flex flex-col gap-3" : "flex flex-col gap-3 border-l-2 border-primary/40 pl-3"}>
          {own.map((it) => (
            <CommentRow key={it.id} comment={it} revision={migration.revision} />
          ))}
        </ul>
      ) : null}
      {isOpen ? (
        <form
          className="flex flex-col gap-2"
          onSubmit={(event) => {
            event.preventDefault();
            if (body.trim() === "") return;
            comment.mutate(
              { body, ...(step ? { step } : {}) },
              {
                onSuccess: () => {
                  setBody("");
                  setIsOpen(step === null);
                },
              },
            );
          }}
        >
          <Textarea
            aria-label={label}
            placeholder={label}
            rows={2}
            maxLength={4000}
            value={body}
            onChange={(event) => setBody(event.target.value)}
          />
          <div className="flex gap-2">
            <Button type="submit" size="sm" disabled={body.trim() === ""} isPending={comment.isPending}>
              Comment
            </Button>
            {step === null ? null : (
              <Button size="sm" variant="ghost" onClick={() => setIsOpen(false)}>
                Never mind
              </Button>
            )}
          </div>
        </form>
      ) : (
        <Button size="xs" variant="ghost" className="-ml-2 self-start" onClick={() => setIsOpen(true)}>
          <MessageSquarePlus />
          Comment
        </Button>
      )}
    </div>
  );
}

import type { ReactNode } from "react";
import { Card } from "../ui/card.tsx";

/** A page that is one form. */
export function FormCard({
  title,
  description,
  children,
}: {
  title: string;
  description?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Card className="rounded-xl p-6 shadow-pop">
      <div className="mb-5 space-y-1 text-center">
        <h1 className="text-lg font-semibold tracking-tight">{title}</h1>
        {description ? <p className="text-[0.8125rem] text-pretty text-muted-foreground">{description}</p> : null}
      </div>
      {children}
    </Card>
  );
}

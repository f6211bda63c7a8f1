"use client";

import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { Input } from "#components/ui/input.tsx";
import { PlainButton } from "#components/ui/plain-button.tsx";

/** Can be shown: what is typed blind is mistyped. */
export function PasswordInput(props: Omit<ComponentProps<typeof Input>, "type">) {
  const [isShown, setShown] = useState(false);
  return (
    <span className="relative block">
      <Input {...props} type={isShown ? "text" : "password"} className="pr-9" />
      <PlainButton
        aria-label={isShown ? "Hide the password" : "Show the password"}
        aria-pressed={isShown}
        onClick={() => setShown(!isShown)}
        className="absolute top-0.5 right-0.5 grid size-7 place-content-center rounded-md text-muted-foreground hover:text-foreground"
      >
        {isShown ? <EyeOff className="size-4" /> : <Eye className="size-4" />}
      </PlainButton>
    </span>
  );
}

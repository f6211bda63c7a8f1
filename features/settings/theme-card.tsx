"use client";

import { Laptop, Moon, Sun } from "lucide-react";
import { useTheme } from "next-themes";
import { useSyncExternalStore } from "react";
import { Button } from "#components/ui/button.tsx";
import { Card, CardContent, CardHeader, CardTitle } from "#components/ui/card.tsx";

const THEMES = [
  { value: "system", label: "System", icon: Laptop },
  { value: "light", label: "Light", icon: Sun },
  { value: "dark", label: "Dark", icon: Moon },
] as const;

const never = () => () => undefined;

/** Of this browser, not of the installation. */
export function ThemeCard() {
  const { theme, setTheme } = useTheme();
  // The server does not know what this browser chose.
  const isBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  return (
    <Card aria-label="Theme">
      <CardHeader>
        <CardTitle>Theme of this browser</CardTitle>
      </CardHeader>
      <CardContent className="flex flex-wrap gap-2">
        {THEMES.map(({ value, label, icon: Icon }) => {
          const isChosen = isBrowser && theme === value;
          return (
            <Button
              key={value}
              aria-pressed={isChosen}
              className={isChosen ? "border-primary bg-primary-soft text-primary-ink hover:bg-primary-soft" : ""}
              onClick={() => setTheme(value)}
            >
              <Icon /> {label}
            </Button>
          );
        })}
      </CardContent>
    </Card>
  );
}

import type { ReactNode } from "react";
import { Logo } from "#components/layout/logo.tsx";

export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <div className="relative grid min-h-dvh place-items-center overflow-hidden px-4 py-10">
      <div
        aria-hidden
        className="absolute inset-x-0 top-0 h-[60dvh] bg-[radial-gradient(60%_80%_at_50%_-20%,var(--primary-soft),transparent)]"
      />
      <main className="relative flex w-full max-w-sm flex-col gap-6">
        <div className="flex flex-col items-center gap-3">
          <Logo className="size-11" />
          <p className="text-sm font-semibold tracking-tight text-muted-foreground">Sluice</p>
        </div>
        {children}
      </main>
    </div>
  );
}

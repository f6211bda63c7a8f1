import {
  Activity,
  Boxes,
  ClipboardCheck,
  Database,
  GitPullRequestArrow,
  LayoutDashboard,
  Settings,
  Waves,
} from "lucide-react";
import type { ReactNode } from "react";
import { signedIn } from "#app/_lib/signed-in.ts";
import { Breadcrumb } from "#components/layout/breadcrumb.tsx";
import type { NavItem } from "#components/layout/nav-list.tsx";
import { Sidebar, SidebarSheet } from "#components/layout/sidebar.tsx";
import { SkipLink } from "#components/layout/skip-link.tsx";
import { BreakGlassBanner } from "#features/break-glass/break-glass-banner.tsx";
import { CommandMenu } from "#features/command/command-menu.tsx";
import { HoldButton } from "#features/holds/hold-button.tsx";
import { HoldsBanner } from "#features/holds/holds-banner.tsx";
import { LiveProvider } from "#features/live/live-provider.tsx";
import { LiveStatus, StalenessBanner } from "#features/live/live-status.tsx";
import { SessionProvider } from "#features/session/session-provider.tsx";
import { SinglePersonBanner } from "#features/session/single-person-banner.tsx";
import { UserMenu } from "#features/session/user-menu.tsx";
import { listBreakGlass } from "#server/break-glass/list-break-glass.ts";
import { listHolds } from "#server/holds/list-holds.ts";
import { describeMe } from "#server/people/describe-me.ts";

const NAV: readonly NavItem[] = [
  { href: "/", label: "Overview", icon: <LayoutDashboard /> },
  { href: "/databases", label: "Databases", icon: <Database /> },
  { href: "/applications", label: "Applications", icon: <Boxes /> },
  { href: "/migrations", label: "Migrations", icon: <GitPullRequestArrow /> },
  { href: "/rollouts", label: "Rollouts", icon: <Waves /> },
  { href: "/approvals", label: "Approvals", icon: <ClipboardCheck /> },
  { href: "/activity", label: "Activity", icon: <Activity /> },
  { href: "/settings", label: "Settings", icon: <Settings /> },
];

export default async function MainLayout({ children }: { children: ReactNode }) {
  const { actor, deps } = await signedIn();
  const [me, holds, glass] = await Promise.all([
    describeMe(deps, { actor, via: "session" }),
    listHolds(deps, { actor }),
    listBreakGlass(deps, { actor }),
  ]);
  return (
    <SessionProvider me={me}>
      <LiveProvider>
        <SkipLink />
        <div className="flex min-h-dvh">
          <Sidebar name="Sluice" items={NAV} />
          <div className="flex min-w-0 flex-1 flex-col">
            <header
              data-print="hide"
              className="sticky top-0 z-30 flex h-12 items-center gap-2 border-b bg-background/90 px-3 backdrop-blur sm:px-6"
            >
              <SidebarSheet name="Sluice" items={NAV} />
              <Breadcrumb home="Overview" />
              <CommandMenu />
              <HoldButton />
              <LiveStatus />
              <UserMenu />
            </header>
            <SinglePersonBanner />
            <BreakGlassBanner initial={glass} />
            <HoldsBanner initial={holds} />
            <StalenessBanner />
            <main id="content" tabIndex={-1} className="flex-1 outline-hidden">
              {children}
            </main>
          </div>
        </div>
      </LiveProvider>
    </SessionProvider>
  );
}

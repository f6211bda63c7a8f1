/** The parts of the product: what the sidebar, the palette and the keys lead to. `key` follows `g`. */
export const PLACES = [
  { href: "/", label: "Overview", key: "o" },
  { href: "/databases", label: "Databases", key: "d" },
  { href: "/applications", label: "Applications", key: "p" },
  { href: "/migrations", label: "Migrations", key: "m" },
  { href: "/rollouts", label: "Rollouts", key: "r" },
  { href: "/approvals", label: "Approvals", key: "a" },
  { href: "/activity", label: "Activity", key: "l" },
  { href: "/settings", label: "Settings", key: "s" },
] as const;

"use client";

import { usePathname, useSearchParams } from "next/navigation";

/** The open tab, kept in the address as `?tab=`, so that it can be linked to and survives a reload. */
export function useTab<Tab extends string>(tabs: readonly [Tab, ...Tab[]]): [Tab, (next: string) => void] {
  const search = useSearchParams();
  const path = usePathname();
  const asked = search.get("tab");
  const tab = tabs.find((it) => it === asked) ?? tabs[0];
  const choose = (next: string) => {
    const query = next === tabs[0] ? "" : `?tab=${next}`;
    window.history.replaceState(null, "", path + query);
  };
  return [tab, choose];
}

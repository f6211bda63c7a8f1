"use client";

import type { ComponentProps } from "react";
import { Select, SelectContent, SelectItem, SelectTrigger, SelectValue } from "#components/ui/select.tsx";
import { ROLES, type Role } from "#core/domain/role.ts";

/** What each role may do, on top of the one before it. */
export const ROLE_WORDS: Record<Role, string> = {
  viewer: "sees everything and comments",
  operator: "registers databases, writes plans, runs rollouts",
  approver: "approves and rejects plans of others",
  owner: "manages people and settings",
};

/** The rest of the props, such as those of a form field, go to the trigger. */
export function RoleSelect({
  value,
  onChange,
  upTo = "owner",
  disabled = false,
  ...props
}: Omit<ComponentProps<typeof SelectTrigger>, "value" | "onChange"> & {
  value: Role;
  onChange: (role: Role) => void;
  /** The highest role that may be given. */
  upTo?: Role;
}) {
  const offered = ROLES.slice(0, ROLES.indexOf(upTo) + 1);
  return (
    <Select
      value={value}
      disabled={disabled}
      onValueChange={(next) => {
        const role = ROLES.find((it) => it === next);
        if (role) onChange(role);
      }}
    >
      <SelectTrigger {...props}>
        <SelectValue>
          <span className="capitalize">{value}</span>
        </SelectValue>
      </SelectTrigger>
      <SelectContent>
        {offered.map((role) => (
          <SelectItem key={role} value={role}>
            <span className="block font-medium capitalize">{role}</span>
            <span className="block text-xs text-muted-foreground">{ROLE_WORDS[role]}</span>
          </SelectItem>
        ))}
      </SelectContent>
    </Select>
  );
}

import { z } from "zod";
import { requirement, risk } from "./approval-standing.ts";
import { environment } from "./database.ts";
import { defineOperation } from "./define-operation.ts";
import { done, id, timestamp } from "./id.ts";

export const policyRule = z.object({
  /** `null`: every environment without a rule of its own. */
  environment: environment.nullable(),
  fromRisk: risk,
  start: requirement,
  /** `null`: the approval of the start is enough. */
  cutover: requirement.nullable(),
  contract: requirement.nullable(),
  /** How many days an approval is good for; `null`: as the installation says. */
  days: z.int().min(1, "At least a day").max(365, "At most 365 days").nullable(),
});
export type PolicyRuleBody = z.infer<typeof policyRule>;

const keyOf = ({ environment: where, fromRisk }: PolicyRuleBody): string => `${where}/${fromRisk}`;

export const policyBody = z.object({
  /** The version that was seen: refused when somebody saved meanwhile. */
  baseVersion: z.int().min(0),
  reason: z.string().trim().min(1, "Say why").max(280),
  rules: z
    .array(policyRule)
    .min(1)
    .max(24)
    .refine(
      (rules) => new Set(rules.map(keyOf)).size === rules.length,
      "Two rules are for the same environment and risk",
    )
    .refine(
      (rules) => rules.some((rule) => rule.environment === null && rule.fromRisk === "low"),
      "One rule must be for every environment and every risk",
    ),
});

export const policy = z.object({
  version: z.int(),
  rules: z.array(policyRule.extend({ since: z.int() })),
  /** Newest first; the default has none. */
  history: z.array(z.object({ version: z.int(), reason: z.string(), byName: z.string(), at: timestamp })),
});
export type Policy = z.infer<typeof policy>;

export const getPolicy = defineOperation({
  id: "getPolicy",
  method: "GET",
  path: "/api/v1/policy",
  summary: "Who must approve what, and since which version",
  access: "policy.read",
  response: policy,
});
export const changePolicy = defineOperation({
  id: "changePolicy",
  method: "POST",
  path: "/api/v1/policy",
  summary: "Save the next version of the policy; approvals given under a rule that changed are void",
  access: "policy.write",
  body: policyBody,
  response: policy.extend({ voided: z.int().describe("Approvals that the change made void") }),
});

export const group = z.object({
  id,
  name: z.string(),
  members: z.array(z.object({ id, name: z.string() })),
  /** Whether the policy names it: then it cannot be removed. */
  isUsed: z.boolean(),
});
export type Group = z.infer<typeof group>;
export const groupBody = z.object({
  name: z.string().trim().min(1, "A name is needed").max(60),
  memberIds: z.array(id).max(200),
});
export const listGroups = defineOperation({
  id: "listGroups",
  method: "GET",
  path: "/api/v1/groups",
  summary: "Groups that the policy can name",
  access: "policy.read",
  response: z.object({ items: z.array(group) }),
});
export const createGroup = defineOperation({
  id: "createGroup",
  method: "POST",
  path: "/api/v1/groups",
  summary: "Name people together",
  access: "policy.write",
  body: groupBody,
  response: group,
});
export const changeGroup = defineOperation({
  id: "changeGroup",
  method: "PATCH",
  path: "/api/v1/groups/:groupId",
  summary: "Change a group's name or members; approvals of those who left do not count any more",
  access: "policy.write",
  params: z.object({ groupId: id }),
  body: groupBody,
  response: group,
});
export const removeGroup = defineOperation({
  id: "removeGroup",
  method: "DELETE",
  path: "/api/v1/groups/:groupId",
  summary: "Remove a group that the policy does not name",
  access: "policy.write",
  params: z.object({ groupId: id }),
  response: done,
});

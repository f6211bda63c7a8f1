import type { Rule, RuleText, Told } from "./rule.ts";
import type { Scene } from "./scene.ts";
import type { ChangeOf, SchemaChange } from "./schema-change.ts";

type Answer = Told | readonly Told[] | null | undefined | false;

/** A rule about changes of certain kinds. What it tells stands at the clause, unless it says otherwise. */
export function onChange<const Kind extends SchemaChange["kind"]>(
  text: RuleText,
  kinds: readonly Kind[],
  judge: (change: ChangeOf<Kind>, scene: Scene) => Answer,
): Rule {
  const isOfKind = (change: SchemaChange): change is ChangeOf<Kind> => kinds.some((kind) => kind === change.kind);
  return {
    ...text,
    concerns: (scene) => scene.at.statement.changes.some(isOfKind),
    check: (scene) =>
      scene.at.statement.changes
        .filter(isOfKind)
        .flatMap((change) =>
          listOf(judge(change, scene)).map((told) => ({ ...told, place: told.place ?? change.place })),
        ),
  };
}

function listOf(answer: Answer): readonly Told[] {
  if (!answer) return [];
  return "message" in answer ? [answer] : answer;
}

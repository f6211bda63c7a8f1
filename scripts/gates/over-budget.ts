export interface SourceFile {
  readonly path: string;
  readonly text: string;
}
export interface Complaint {
  readonly path: string;
  readonly says: string;
}

const MAX_LINES = 400;
const MAX_DOOR_LINES = 15;
const ROUTE = /^app\/api\/.*\/route\.ts$/;
const PROCESSOR = /^workers\/(?!define-processor)[a-z0-9-]+\.ts$/;
const TEST = /^(test|e2e|bench)\/|\.(test|test-d|spec)\.tsx?$/;
const CAST = /\bas unknown as\b/g;

/** What is longer, or bolder, than the house allows. */
export function overBudget(files: readonly SourceFile[]): readonly Complaint[] {
  return files.flatMap(({ path, text }) => {
    const lines = text.trimEnd().split("\n").length;
    const casts = TEST.test(path) ? 0 : (withoutStrings(text).match(CAST)?.length ?? 0);
    const says = [];
    if (lines > MAX_LINES) says.push(`${lines} lines; at most ${MAX_LINES}`);
    const isDoor = ROUTE.test(path) || (PROCESSOR.test(path) && text.includes(" = defineProcessor("));
    if (isDoor && !TEST.test(path) && lines > MAX_DOOR_LINES) {
      says.push(`${lines} lines; a route or processor has at most ${MAX_DOOR_LINES}`);
    }
    if (casts > 0) says.push(`"as unknown as" outside tests`);
    return says.map((it) => ({ path, says: it }));
  });
}

const withoutStrings = (text: string): string => text.replace(/"[^"\n]*"|`[^`]*`|\/[^/\n]+\/[gimsuy]*|\/\/.*$/gm, "");

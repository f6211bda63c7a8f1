import { expect, test } from "vitest";
import { lossesInWords } from "./losses-words.ts";

const NOTHING = { areEdited: false, ownSteps: [], hasComments: false } as const;

test("where nothing is lost nothing is said", () => {
  expect(lossesInWords(NOTHING)).toEqual([]);
});

test("steps of one's own are named, changed ones are told, and comments", () => {
  expect(lossesInWords({ areEdited: true, ownSteps: ["expand.2"], hasComments: true })).toEqual([
    "Step expand.2 was written by hand and goes. Say it as operation “Run SQL” to keep it.",
    "Comments of the document go.",
  ]);
  expect(lossesInWords({ areEdited: true, ownSteps: ["expand.2", "contract.1"], hasComments: false })).toEqual([
    "Steps expand.2, contract.1 were written by hand and go. Say them as operations “Run SQL” to keep them.",
  ]);
  expect(lossesInWords({ ...NOTHING, areEdited: true })).toEqual([
    "Steps of its operations were changed by hand; they become again what the operations make of them.",
  ]);
});

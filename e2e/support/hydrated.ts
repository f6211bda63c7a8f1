import { expect, type Page } from "@playwright/test";

/** The script of the page has come. Presses by mouse wait for that themselves; keys are heard by nobody before. */
export const hydrated = (page: Page): Promise<void> => expect(page.locator("[data-hydrating]")).toHaveCount(0);

import { expect, type Locator, type Page } from "@playwright/test";

/** The control room as a person sees it. */
export class RolloutPage {
  readonly page: Page;
  readonly state: Locator;
  readonly headline: Locator;
  readonly pause: Locator;
  readonly resume: Locator;
  readonly #rowsChanged: Locator;

  constructor(page: Page) {
    this.page = page;
    // Scoped: while Next streams a page in, a hidden copy stands beside the content.
    const content = page.locator("#content");
    this.state = content.getByTestId("run-state");
    this.headline = content.getByTestId("headline");
    this.pause = page.getByRole("button", { name: /^Pause\b/ });
    this.resume = page.getByRole("button", { name: /^Resume\b/ });
    this.#rowsChanged = content.getByTestId("rows-changed");
  }

  async rowsChanged(): Promise<number> {
    if ((await this.#rowsChanged.count()) === 0) return 0;
    return Number(((await this.#rowsChanged.textContent()) ?? "").replace(/\D/g, ""));
  }

  async expectRowsAbove(count: number, timeout = 60_000): Promise<void> {
    await expect.poll(() => this.rowsChanged(), { timeout, intervals: [100] }).toBeGreaterThan(count);
  }

  async expectState(state: string, timeout = 60_000): Promise<void> {
    await expect(this.state).toHaveText(state, { timeout });
  }
}

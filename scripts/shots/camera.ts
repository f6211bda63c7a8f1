import { join } from "node:path";
import type { Page } from "@playwright/test";

export const DESKTOP = { width: 1440, height: 900 };
const VARIANTS = [
  { name: "desktop", viewport: DESKTOP, colorScheme: "light" },
  { name: "narrow", viewport: { width: 390, height: 844 }, colorScheme: "light" },
  { name: "dark", viewport: DESKTOP, colorScheme: "dark" },
] as const;

/** Takes each page wide, narrow and dark. */
export class Camera {
  readonly out: string;

  constructor(out: string) {
    this.out = out;
  }

  /** Opens a path in each variant. */
  async shoot(page: Page, name: string, path: string, region?: string): Promise<void> {
    await this.#each(page, name, async () => {
      await page.goto(path);
      if (region) await page.getByRole("region", { name: region }).waitFor();
      await settle(page);
    });
  }

  /** What is on the page now, such as a form that is filled in. */
  async keep(page: Page, name: string, { whole = true }: { readonly whole?: boolean } = {}): Promise<void> {
    await this.#each(page, name, () => settle(page), whole);
  }

  async #each(page: Page, name: string, ready: () => Promise<void>, fullPage = true): Promise<void> {
    for (const { name: variant, viewport, colorScheme } of VARIANTS) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme });
      await ready();
      await page.screenshot({ path: join(this.out, `${name}.${variant}.png`), fullPage, animations: "disabled" });
    }
    await page.setViewportSize(DESKTOP);
    await page.emulateMedia({ colorScheme: "light" });
    process.stderr.write(`${name}\n`);
  }
}

/** The page has its data, its fonts and its charts. */
export async function settle(page: Page): Promise<void> {
  await page.locator("h1").first().waitFor();
  await page.waitForFunction(() => document.querySelector("[data-slot=skeleton], [aria-busy=true]") === null);
  await page.evaluate(() => document.fonts.ready.then(() => undefined));
  // Two frames: a chart is drawn when its script has come.
  await page.waitForFunction(() =>
    [...document.querySelectorAll("[data-slot$=-chart] [role=img]")].every((it) => it.querySelector("canvas")),
  );
  await page.waitForFunction(standsStill, QUIET_MS);
}

/** Cards that are filled by a request of their own grow when it is answered; a picture is cut at the height from before. */
const QUIET_MS = 700;

function standsStill(quietMs: number): boolean {
  const { dataset, scrollHeight } = document.documentElement;
  const [height, since] = (dataset.height ?? "").split("@");
  if (height === String(scrollHeight)) return performance.now() - Number(since) > quietMs;
  dataset.height = `${scrollHeight}@${performance.now()}`;
  return false;
}

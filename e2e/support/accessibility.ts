import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

export async function violations(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).withTags(WCAG).analyze();
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ target, failureSummary }) => `${id}: ${target} ${failureSummary}`),
  );
}

/** What sticks out to the right of the window. */
const overhang = (page: Page): Promise<number> =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

/** The page has its data: its heading is there and nothing is being loaded. */
export async function settled(page: Page): Promise<void> {
  await expect(page.getByRole("heading", { level: 1 })).toBeVisible();
  await expect(page.locator("main [data-slot=skeleton], main [aria-busy=true]")).toHaveCount(0);
}

/** As it is, and at the width of a telephone, in both themes. */
export async function inspect(page: Page, path: string): Promise<string[]> {
  const found: string[] = [];
  const viewport = page.viewportSize() ?? { width: 1280, height: 720 };
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.setViewportSize(viewport);
    await page.goto(path);
    await settled(page);
    found.push(...(await violations(page)).map((it) => `${path} ${colorScheme}: ${it}`));
    await page.setViewportSize({ width: 390, height: 844 });
    found.push(...(await violations(page)).map((it) => `${path} ${colorScheme} 390: ${it}`));
    const pixels = await overhang(page);
    if (pixels > 0) found.push(`${path} ${colorScheme}: ${pixels} px wider than a telephone`);
  }
  await page.setViewportSize(viewport);
  return found;
}

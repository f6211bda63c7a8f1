import AxeBuilder from "@axe-core/playwright";
import { expect, type Page } from "@playwright/test";

const WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/** Rules that look at colours; whatever the others say they say in either theme. */
const OF_COLOURS = ["color-contrast", "link-in-text-block"];

export const violations = (page: Page): Promise<string[]> => found(new AxeBuilder({ page }).withTags(WCAG));

async function found(builder: AxeBuilder): Promise<string[]> {
  const { violations } = await builder.analyze();
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
  const wide = page.viewportSize() ?? { width: 1280, height: 720 };
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  await page.goto(path);
  await settled(page);
  const all = (await violations(page)).map((it) => `${path} light: ${it}`);
  await page.setViewportSize({ width: 390, height: 844 });
  all.push(...(await violations(page)).map((it) => `${path} light 390: ${it}`));
  const pixels = await overhang(page);
  if (pixels > 0) all.push(`${path}: ${pixels} px wider than a telephone`);
  // The page changes its colours without being loaded anew.
  await page.emulateMedia({ colorScheme: "dark", reducedMotion: "reduce" });
  await expect(page.locator("html")).toHaveClass(/\bdark\b/);
  const colours = () => found(new AxeBuilder({ page }).withRules(OF_COLOURS));
  all.push(...(await colours()).map((it) => `${path} dark 390: ${it}`));
  await page.setViewportSize(wide);
  all.push(...(await colours()).map((it) => `${path} dark: ${it}`));
  return all;
}

// What every test watches: the console, page errors, and requests to other hosts.
import { expect, test as base, type Page } from "@playwright/test";

export const AMBUSH = "ne-2023-10-02-tabatol-ambush";

export const test = base.extend<{ watched: void }>({
  watched: [
    async ({ page, baseURL }, use) => {
      const wrong: string[] = [];
      // A page that is meant to be missing is reported by the browser as a failed resource.
      page.on("console", (message) => {
        if (["error", "warning"].includes(message.type()) && !message.text().includes("status of 404")) {
          wrong.push(`${message.type()}: ${message.text()}`);
        }
      });
      page.on("pageerror", (error) => wrong.push(`page error: ${error.message}`));
      page.on("request", (request) => {
        const url = request.url();
        if (!url.startsWith(`${baseURL}/`) && !url.startsWith("data:")) wrong.push(`request to ${url}`);
      });
      await use();
      expect(wrong).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };

/** Opens a list and waits until its island has taken over. */
export async function open(page: Page, path: string) {
  await page.goto(path);
  await expect(page.locator("form[data-ready]")).toBeAttached();
}

/** Waits until the list has everything that the server knows. */
export async function settled(page: Page) {
  await expect(page.locator("#list:not([aria-busy])")).toBeVisible();
}

/** The ids of the events in the list, in its order. */
export async function listed(page: Page): Promise<string[]> {
  const links = page.locator(".entry h3 a");
  return links.evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).pathname.split("/").pop() ?? ""));
}

/** The filter, which is folded away on small screens. */
export async function unfold(page: Page) {
  const summary = page.locator(".filter summary");
  if (await summary.isVisible()) await summary.click();
}

/** A country or a kind of the filter: its label ends with how many events it has. */
export const choice = (page: Page, name: string) =>
  page.getByRole("checkbox", { name: new RegExp(`^${name} [\\d,\u202f]+$`) });

/** The field of the last day. */
export const until = (page: Page) => page.getByLabel("To", { exact: true });

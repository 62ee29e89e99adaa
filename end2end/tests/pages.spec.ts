import AxeBuilder from "@axe-core/playwright";
import { HtmlValidate } from "html-validate";
import { AMBUSH, expect, open, test } from "./fixtures";

const PAGES = [
  "/en/",
  "/fr/",
  "/en/?country=NE&from=2023-07-01&to=2023-12-31",
  "/fr/?from=2023-99&country=XX&nonsense=1",
  "/en/?q=zzzzzz",
  `/en/event/${AMBUSH}`,
  `/fr/event/${AMBUSH}`,
  "/en/event/ne-2023-10-02-algeria-says-niger-accepts",
  "/fr/about",
  "/en/about",
  "/en/actor/jnim",
  "/fr/actor/niger-defence-ministry",
  "/en/actors",
  "/en/place/menaka",
  "/fr/place/tillaberi-region",
  "/fr/places",
  "/en/changes",
  "/fr/changes",
  "/fr/context",
];
const MISSING = ["/en/event/ne-2023-10-02-tabatol", "/fr/no/such/page"];

const html = new HtmlValidate({
  extends: ["html-validate:recommended"],
  rules: {
    // Written by the framework's renderer: its placeholders, its own elements, attributes without quotes.
    "element-name": "off",
    "no-inline-style": "off",
    "no-trailing-whitespace": "off",
    "attribute-boolean-style": "off",
    "attribute-empty-style": "off",
    "void-style": "off",
    "long-title": "off",
    "doctype-style": "off",
    "form-dup-name": ["error", { shared: ["radio", "checkbox"] }],
  },
  elements: [
    "html5",
    {
      "leptos-island": { flow: true, permittedContent: ["@flow"] },
      "leptos-children": { flow: true, permittedContent: ["@flow"] },
    },
  ],
});

for (const path of [...PAGES, ...MISSING]) {
  test(`${path} is valid HTML, with a title and no accessibility violation, light and dark`, async ({ page }) => {
    const response = await page.goto(path);
    expect(response?.status()).toBe(MISSING.includes(path) ? 404 : 200);
    // `<!>` is the renderer's mark between two texts: an empty comment to browsers, unknown to the validator.
    const report = await html.validateString((await response!.text()).replaceAll("<!>", ""));
    expect(report.results.flatMap((r) => r.messages.map((m) => `${m.line}:${m.column} ${m.ruleId}: ${m.message}`))).toEqual([]);
    await expect(page).toHaveTitle(/Sahel Timeline/);
    for (const colorScheme of ["light", "dark"] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map((v) => `${v.id}: ${v.nodes[0]?.html}`)).toEqual([]);
    }
  });
}

for (const path of PAGES) {
  test(`${path} fits 320 pixels`, async ({ page }) => {
    await page.setViewportSize({ width: 320, height: 640 });
    await page.goto(path);
    const width = await page.evaluate(() => document.documentElement.scrollWidth);
    expect(width).toBeLessThanOrEqual(320);
  });
}

test("the root leads to the reader's language", async ({ browser, baseURL }) => {
  const context = await browser.newContext({ locale: "fr-NE", baseURL });
  const page = await context.newPage();
  await page.goto("/?country=ML");
  await expect(page).toHaveURL("/fr/?country=ML");
  await expect(page.locator("html")).toHaveAttribute("lang", "fr");
  await context.close();
});

test("the picture in the browser is laid out for its own width", async ({ page }) => {
  await page.setViewportSize({ width: 1440, height: 900 });
  await open(page, "/en/");
  await expect(page.locator("#lanes > svg.timeline")).toHaveCount(1);
  await expect(page.locator("#lanes .lane")).toHaveCount(3);
});

test("print has the picture and the list, without the controls", async ({ page }) => {
  await open(page, "/en/?country=NE&kind=coup");
  await page.emulateMedia({ media: "print" });
  await expect(page.locator(".filter")).toBeHidden();
  await expect(page.locator("#lanes svg.timeline").first()).toBeVisible();
  await expect(page.locator(".entry").first()).toBeVisible();
});

test("the choice of colours holds on every page and stays with the reader", async ({ page, context, baseURL }) => {
  await page.emulateMedia({ colorScheme: "light" });
  await page.goto("/en/about");
  const paper = () => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor);
  expect(await paper()).toBe("rgb(251, 250, 246)");
  await page.getByLabel("Colours").selectOption("dark");
  expect(await paper()).toBe("rgb(20, 22, 26)");
  await page.goto("/fr/");
  expect(await paper()).toBe("rgb(20, 22, 26)");
  await page.getByLabel("Couleurs").selectOption("");
  expect(await paper()).toBe("rgb(251, 250, 246)");
  expect(await context.cookies(baseURL)).toEqual([]);
});

test("a script that somebody injects does not run", async ({ browser, baseURL }) => {
  // Not the watched page: the refusal is an error of its console.
  const page = await (await browser.newContext({ baseURL })).newPage();
  const refused: string[] = [];
  page.on("console", (message) => refused.push(message.text()));
  await page.goto("/en/");
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.injected = true";
    document.body.append(script);
    document.body.insertAdjacentHTML("beforeend", '<img src="x" onerror="window.injected = true">');
  });
  await expect.poll(() => refused.filter((text) => text.includes("Content Security Policy")).length).toBeGreaterThan(1);
  expect(await page.evaluate(() => (window as unknown as { injected?: boolean }).injected)).toBeUndefined();
  await page.context().close();
});

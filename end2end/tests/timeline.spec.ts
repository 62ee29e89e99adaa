import { AMBUSH, choice, expect, listed, open, settled, test, until } from "./fixtures";
import type { Page } from "@playwright/test";

/** The part of the address that says which days are shown. */
const days = (page: Page) => {
  const query = new URL(page.url()).searchParams;
  return [query.get("from"), query.get("to")];
};

const length = (page: Page) => {
  const [from, to] = days(page);
  return (Date.parse(to ?? "2026-07-10") - Date.parse(from ?? "2012-01-17")) / 86_400_000;
};

const middle = async (page: Page, selector: string) => {
  const box = (await page.locator(selector).boundingBox())!;
  return { x: box.x + box.width / 2, y: box.y + box.height / 2, box };
};

test.describe("at a desk", () => {
  test.use({ viewport: { width: 1280, height: 900 } });

  test("Ctrl and the wheel zoom about the pointer; the wheel alone scrolls the page", async ({ page }) => {
    await open(page, "/en/?from=2023&to=2023");
    const { x, y } = await middle(page, "#lanes");
    await page.mouse.move(x, y);
    await page.keyboard.down("Control");
    await page.mouse.wheel(0, -300);
    await page.keyboard.up("Control");
    await expect(page).toHaveURL(/from=2023-\d\d-\d\d/);
    await settled(page);
    const [from, to] = days(page);
    const centre = (Date.parse(from!) + Date.parse(to!)) / 2;
    expect(Math.abs(centre - Date.parse("2023-07-02"))).toBeLessThan(3 * 86_400_000);
    expect(length(page)).toBeLessThan(300);
    const before = days(page);
    await page.mouse.wheel(0, 200);
    await expect.poll(() => page.evaluate(() => window.scrollY)).toBeGreaterThan(0);
    expect(days(page)).toEqual(before);
  });

  test("a drag pans, with one entry in the history, and opens nothing", async ({ page }) => {
    await open(page, "/en/?from=2022&to=2022");
    const entries = await page.evaluate(() => history.length);
    const { x, y } = await middle(page, "#lanes");
    await page.mouse.move(x, y);
    await page.mouse.down();
    for (let step = 1; step <= 10; step++) await page.mouse.move(x - 30 * step, y);
    await page.mouse.up();
    await settled(page);
    const [from, to] = days(page);
    expect(from! > "2022-02").toBe(true);
    expect(to! > "2023-01").toBe(true);
    expect(Math.abs(length(page) - 364)).toBeLessThanOrEqual(1);
    expect(await page.evaluate(() => history.length)).toBe(entries + 1);
    await page.goBack();
    await expect(page).toHaveURL("/en/?from=2022&to=2022");
    await expect(page.getByLabel("From")).toHaveValue("2022");
  });

  test("double click, buttons and keys zoom and move", async ({ page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await open(page, "/en/?from=2020-01-01&to=2023-12-31");
    const start = length(page);
    await page.getByRole("button", { name: "Zoom in" }).click();
    await expect.poll(() => length(page)).toBeLessThan(start * 0.6);
    await page.getByRole("button", { name: "Zoom out" }).click();
    await expect.poll(() => length(page)).toBeGreaterThan(start * 0.9);
    const lanes = page.locator("#lanes");
    await lanes.focus();
    const [from] = days(page);
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => days(page)[0]! > from!).toBe(true);
    await page.keyboard.press("+");
    await expect.poll(() => length(page)).toBeLessThan(start * 0.6);
    await page.keyboard.press("Home");
    await expect.poll(() => days(page)[0]).toBe(null);
    await page.keyboard.press("End");
    await expect.poll(() => days(page)[1]).toBe(null);
    await page.getByRole("button", { name: "Everything" }).click();
    await expect(page).toHaveURL("/en/");
  });

  test("the overview is the date filter: brush, handles, keys; typed dates stay in step", async ({ page }) => {
    await open(page, "/en/");
    const { y, box } = await middle(page, "#overview");
    await page.mouse.move(box.x + box.width * 0.5, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 20, { steps: 5 });
    await page.mouse.up();
    await settled(page);
    const [from, to] = days(page);
    await expect(page.getByLabel("From")).toHaveValue(from!);
    await expect(until(page)).toHaveValue(to!);
    const handle = page.getByRole("slider", { name: "First day" });
    await expect(handle).toHaveAttribute("aria-valuetext", /20\d\d/);
    await handle.focus();
    await page.keyboard.press("ArrowRight");
    await expect.poll(() => Date.parse(days(page)[0]!) - Date.parse(from!)).toBe(86_400_000);
    await page.keyboard.press("PageDown");
    await expect.poll(() => Date.parse(days(page)[0]!)).toBeLessThan(Date.parse(from!) - 300 * 86_400_000);
    await page.getByLabel("From").fill("2023-07");
    await until(page).fill("2023-12");
    await until(page).press("Enter");
    await expect(page).toHaveURL("/en/?from=2023-07&to=2023-12");
    await expect(handle).toHaveAttribute("aria-valuetext", /^1\sJuly 2023$/);
  });

  test("a period is one click, and keeps the rest of the filter", async ({ page }) => {
    await open(page, "/en/?kind=attack");
    await choice(page, "Niger").check();
    await page.getByText("Periods").click();
    await page.getByRole("link", { name: /Since the coup: Niger, July 2023/ }).click();
    await expect(page).toHaveURL("/en/?country=NE&kind=attack&from=2023-07-26");
  });

  test("a mark shows its card on hover, and lights up in the list; the list lights up its mark", async ({ page }) => {
    await open(page, "/en/?country=NE&from=2023-09-20&to=2023-10-20");
    await settled(page);
    const mark = page.locator(`#lanes a[href$="${AMBUSH}"] circle`).first();
    await mark.hover();
    const card = page.locator("#card");
    await expect(card).toContainText("Ambush near Mali border");
    await expect(card).toContainText("One day between 26 September and 2 October 2023", { ignoreCase: true });
    await expect(card).toContainText("29 soldiers killed: Niger defence ministry, 3 Oct 2023, provisional");
    await expect(card).toContainText(/\d+\sreports, \d+\sorigins/);
    await expect(page.locator("#list .on h3")).toContainText("Ambush near Mali border");
    await page.mouse.move(0, 0);
    await expect(card).toBeHidden();
    await page.locator(`#list h3 a[href$="${AMBUSH}"]`).focus();
    await expect(page.locator("#lanes .ring")).toHaveCount(1);
    await page.locator("#lanes").focus();
    await page.keyboard.press("ArrowDown");
    await expect(card).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(card).toBeHidden();
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(page.locator("article.event")).toBeVisible();
  });

  test("a cluster opens by zooming", async ({ page }) => {
    await page.emulateMedia({ reducedMotion: "reduce" });
    await open(page, "/en/?country=ML");
    const before = await page.locator("#lanes .cluster").count();
    expect(before).toBeGreaterThan(0);
    await page.locator("#lanes .cluster").nth(Math.floor(before / 2)).click();
    await expect(page).toHaveURL(/from=.*to=/);
    expect(length(page)).toBeLessThan(800);
  });

  test("chips take one part of the filter off", async ({ page }) => {
    await open(page, "/en/?country=NE&kind=attack&from=2023&to=2023");
    await page.locator("#chips").getByRole("link", { name: /^Niger/ }).click();
    await expect(page).toHaveURL("/en/?kind=attack&from=2023&to=2023");
    await expect(choice(page, "Niger")).not.toBeChecked();
  });

  test("every choice has its count, given the rest of the filter", async ({ page }) => {
    await open(page, "/en/");
    const coups = page.locator("[data-count=coup]");
    const all = Number(await coups.innerText());
    await choice(page, "Niger").check();
    await expect.poll(async () => Number(await coups.innerText())).toBeLessThan(all);
    const shown = Number(await coups.innerText());
    await choice(page, "Coup").check();
    await settled(page);
    expect((await listed(page)).length).toBe(shown);
  });

  test("an actor and a place are filters, by their names", async ({ page }) => {
    await open(page, "/en/");
    const actor = page.getByLabel("Actor or speaker");
    await actor.focus();
    await expect(page.locator("#actors option[value=JNIM]")).toBeAttached();
    await actor.fill("JNIM");
    await actor.press("Enter");
    await expect(page).toHaveURL("/en/?actor=jnim");
    await settled(page);
    await expect(page.locator("#sentence")).not.toContainText(/^0/);
    await expect(page.locator("#chips")).toContainText("JNIM");
    const all = await page.locator("#sentence").innerText();
    await choice(page, "Niger").check();
    await expect(page.locator("#sentence")).not.toHaveText(all);
    await page.goto("/en/?place=Kidal");
    await expect(page.locator("#sentence")).not.toContainText(/^0/);
  });

  test("an actor that the record does not have is a message beside its field", async ({ browser, baseURL }) => {
    // Without script: the API's 400 would be an error of the console.
    const context = await browser.newContext({ javaScriptEnabled: false, baseURL });
    const page = await context.newPage();
    await page.goto("/en/?actor=nobody+at+all");
    await expect(page.locator("#actor-message")).toContainText("The record has no");
    await context.close();
  });

  test("by the other clock each statement stands on its own day", async ({ page }) => {
    await open(page, "/en/?country=NE&from=2023-10-01&to=2023-10-12");
    await page.getByLabel("When it was said").check();
    await expect(page).toHaveURL(/clock=said/);
    await expect(page.locator("#sentence")).toContainText("statements in Niger");
    await expect(page.locator("#lanes .answer").first()).toBeAttached();
    await settled(page);
    await expect(page.locator("#notes")).toContainText("Statements without a date");
    await expect(page.locator(".entry").first()).toContainText("When it happened");
    await page.getByLabel("When it happened").check();
    await expect(page.locator("#sentence")).toContainText("events in Niger");
  });

  test("as known on a day: what was said later is not there", async ({ page }) => {
    await open(page, "/en/?country=NE&from=2023-09-26&to=2023-10-12");
    await settled(page);
    expect(await listed(page)).toContain("ne-2023-10-09-algeria-suspends-mediation");
    await page.getByLabel("As known on").fill("2023-10-03");
    await page.getByLabel("As known on").press("Enter");
    await expect(page).toHaveURL(/as_of=2023-10-03/);
    await expect(page.locator("#sentence")).toContainText("as known on 3 October 2023");
    await settled(page);
    expect(await listed(page)).not.toContain("ne-2023-10-09-algeria-suspends-mediation");
    const ambush = page.locator(".entry", { hasText: "Ambush near Mali border" });
    await expect(ambush).toContainText("29 soldiers killed");
    await expect(ambush).not.toContainText("4 Oct 2023");
  });

  test("the columns show people reported killed instead of events", async ({ page }) => {
    await open(page, "/en/");
    await page.getByLabel("People reported killed").check();
    await expect(page).toHaveURL("/en/?by=killed");
    await expect(page.locator("#overview path.high")).toHaveCount(1);
  });

  test("what is drawn stays within bounds", async ({ page }) => {
    for (const path of ["/en/", "/en/?from=2023&to=2023", "/en/?clock=said"]) {
      await open(page, path);
      const nodes = await page.locator("#chart").evaluate((chart) => chart.querySelectorAll("*").length);
      expect(nodes).toBeLessThan(2500);
    }
  });

  test("the timeline tells assistive technology what it is", async ({ page }) => {
    await open(page, "/en/?country=NE&kind=coup");
    await expect(page.locator("#chart")).toMatchAriaSnapshot(`
      - figure:
        - group: Periods
        - group "Clock":
          - radio "When it happened" [checked]
          - radio "When it was said"
        - group "Columns":
          - radio "Events" [checked]
          - radio "People reported killed"
        - paragraph:
          - button "Earlier"
          - button "Later"
          - button "Zoom out"
          - button "Zoom in"
          - button "Everything"
        - slider "First day"
        - slider "Last day"
        - group "Timeline"
        - group: How to move through time
    `);
    await expect(page.locator("#list")).toMatchAriaSnapshot(`
      - region "Events":
        - heading "July 2023" [level=2]
        - list:
          - listitem:
            - heading /overthrow/ [level=3]:
              - link /overthrow/
    `);
  });
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });

  /** Touches the page: each step says where the fingers are. */
  const touch = async (page: Page, steps: { x: number; y: number }[][]) => {
    const session = await page.context().newCDPSession(page);
    const send = (type: "touchStart" | "touchMove" | "touchEnd", points: { x: number; y: number }[]) =>
      session.send("Input.dispatchTouchEvent", { type, touchPoints: points.map((point, id) => ({ ...point, id })) });
    await send("touchStart", steps[0]);
    for (const points of steps.slice(1)) await send("touchMove", points);
    await send("touchEnd", []);
    await session.detach();
  };
  const steps = [0, 1, 2, 3, 4, 5, 6, 7, 8];

  test("a swipe pans and a pinch zooms", async ({ page }) => {
    await open(page, "/en/?from=2021&to=2022");
    await page.locator("#lanes").scrollIntoViewIfNeeded();
    const { x, box } = await middle(page, "#lanes");
    const y = Math.min(box.y + 100, 700);
    await touch(page, steps.map((step) => [{ x: x - 12 * step, y }]));
    await settled(page);
    expect(days(page)[0]! > "2021-02").toBe(true);
    const before = length(page);
    await touch(page, steps.map((step) => [{ x: x - 20 - 8 * step, y }, { x: x + 20 + 8 * step, y }]));
    await expect.poll(() => length(page)).toBeLessThan(before * 0.5);
    await settled(page);
  });

  test("a tap shows the card, the next one opens the event", async ({ page }) => {
    await open(page, "/en/?country=NE&from=2023-09-20&to=2023-10-20");
    const mark = page.locator(`#lanes a[href$="${AMBUSH}"] circle`).first();
    await mark.tap();
    await expect(page.locator("#card")).toContainText("Ambush near Mali border");
    await expect(page).toHaveURL(/country=NE/);
    await page.locator("#card a").first().tap();
    await expect(page.locator("article.event")).toBeVisible();
  });
});

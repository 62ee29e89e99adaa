import { AMBUSH, choice, expect, listed, open, settled, test, unfold, until } from "./fixtures";

const COUPS_2022 = ["bf-2022-09-30-coup-damiba", "bf-2022-01-24-coup-kabore"];

test.describe("without JavaScript", () => {
  test.use({ javaScriptEnabled: false });

  test("the form filters by country and date", async ({ page }) => {
    await page.setViewportSize({ width: 1280, height: 800 });
    await page.goto("/en/");
    await choice(page, "Burkina Faso").check();
    await choice(page, "Coup").check();
    await page.getByLabel("From").fill("2022");
    await until(page).fill("2022-12-31");
    await page.getByRole("button", { name: "Show" }).click();
    await expect(page).toHaveURL(/country=BF.*kind=coup.*from=2022.*to=2022-12-31/);
    expect(await listed(page)).toEqual(COUPS_2022);
    await expect(choice(page, "Burkina Faso")).toBeChecked();
    await expect(page.locator("#sentence")).toContainText("2 coups in Burkina Faso");
  });

  test("on a phone the filter unfolds", async ({ page }) => {
    await page.setViewportSize({ width: 360, height: 740 });
    await page.goto("/fr/");
    await expect(choice(page, "Niger")).toBeHidden();
    await unfold(page);
    await choice(page, "Niger").check();
    await page.getByRole("button", { name: "Afficher" }).click();
    await expect(page.locator("#sentence")).toContainText("au Niger");
  });

  test("a bad date is a message beside its field and the rest still works", async ({ page }) => {
    await page.goto("/en/?country=BF&kind=coup&from=yesterday");
    const from = page.getByLabel("From");
    await expect(from).toHaveValue("yesterday");
    await expect(from).toHaveAttribute("aria-invalid", "true");
    await expect(page.locator("#from-message")).toContainText("is not a date");
    expect(await listed(page)).toEqual(expect.arrayContaining(COUPS_2022));
  });

  test("pages of the list are plain links", async ({ page }) => {
    await page.goto("/en/?kind=attack");
    const first = await listed(page);
    await page.getByRole("link", { name: "Next page" }).click();
    await expect(page).toHaveURL(/page=2/);
    const second = await listed(page);
    expect(first.filter((id) => second.includes(id))).toEqual([]);
    await page.getByRole("link", { name: "Oldest first" }).click();
    await expect(page).toHaveURL(/order=oldest/);
    await expect(page).not.toHaveURL(/page=/);
  });
});

test.describe("with the island", () => {
  test.use({ viewport: { width: 1280, height: 800 } });

  test("a choice changes page and address at once, without a reload", async ({ page }) => {
    await open(page, "/en/");
    await page.evaluate(() => ((window as unknown as { same: boolean }).same = true));
    await choice(page, "Burkina Faso").check();
    await choice(page, "Coup").check();
    await page.getByLabel("From").fill("2022");
    await until(page).fill("2022");
    await until(page).press("Enter");
    await expect(page).toHaveURL("/en/?country=BF&kind=coup&from=2022&to=2022");
    await expect(page.locator("#sentence")).toContainText("2 coups in Burkina Faso in 2022");
    await expect(page.locator("#lanes .lane")).toHaveCount(1);
    await settled(page);
    expect(await listed(page)).toEqual(COUPS_2022);
    await expect(page.locator(".entry .said").first()).toBeVisible();
    await expect(page).toHaveTitle(/^Coups in Burkina Faso in 2022/);
    expect(await page.evaluate(() => (window as unknown as { same: boolean }).same)).toBe(true);
  });

  test("filtering does not wait for the network", async ({ page }) => {
    await open(page, "/en/");
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route("**/en/?*", async (route) => {
      await held;
      await route.continue();
    });
    await choice(page, "Niger").check();
    await choice(page, "Coup").check();
    await expect(page.locator("#sentence")).toContainText("in Niger");
    await expect(page.locator("#list")).toHaveAttribute("aria-busy", "true");
    expect(await listed(page)).toContain("ne-2023-07-26-coup-bazoum");
    await expect(page.locator(".entry .said")).toHaveCount(0);
    release();
    await settled(page);
    await expect(page.locator(".entry .said").first()).toBeVisible();
  });

  test("sentence and list agree with the server's for the same address", async ({ page }) => {
    await open(page, "/en/");
    await choice(page, "Niger").check();
    await page.getByLabel("From").fill("2023-10-01");
    await until(page).fill("2023-10-01");
    await until(page).blur();
    await expect(page).toHaveURL("/en/?country=NE&from=2023-10-01&to=2023-10-01");
    await settled(page);
    const here = await page.locator("#sentence").innerText();
    expect(await listed(page)).toContain(AMBUSH);
    await expect(page.locator(".entry", { hasText: "Ambush near Mali border" })).toContainText("possibly in these dates");
    await page.reload();
    expect(await page.locator("#sentence").innerText()).toBe(here);
  });

  test("back and forward restore page and form", async ({ page }) => {
    await open(page, "/en/");
    const all = await page.locator("#sentence").innerText();
    await choice(page, "Mali").check();
    await expect(page).toHaveURL("/en/?country=ML");
    await settled(page);
    await choice(page, "Pact").check();
    await expect(page).toHaveURL("/en/?country=ML&kind=pact");
    await settled(page);
    await page.goBack();
    await expect(page).toHaveURL("/en/?country=ML");
    await expect(choice(page, "Pact")).not.toBeChecked();
    await expect(choice(page, "Mali")).toBeChecked();
    await page.goBack();
    await expect(page.locator("#sentence")).toHaveText(all);
    await expect(choice(page, "Mali")).not.toBeChecked();
    await page.goForward();
    await expect(page.locator("#sentence")).toContainText("in Mali");
    await settled(page);
    // And back from another page.
    await page.locator(".entry h3 a").first().click();
    await expect(page.locator("article.event")).toBeVisible();
    await page.goBack();
    await expect(choice(page, "Mali")).toBeChecked();
    await expect(page.locator("#sentence")).toContainText("in Mali");
  });

  test("a search finds words without their accents, while typing", async ({ page }) => {
    await open(page, "/en/");
    await page.getByLabel("Search").pressSequentially("tillaberi");
    await expect(page).toHaveURL("/en/?q=tillaberi");
    await settled(page);
    await expect(page.locator("#sentence")).toContainText("matching “tillaberi”");
    expect((await listed(page)).length).toBeGreaterThan(3);
  });

  test("a bad date says so beside its field, keeps what was typed, and goes away", async ({ page }) => {
    await open(page, "/en/?country=BF");
    await page.getByLabel("From").fill("2023-13");
    await page.getByLabel("From").blur();
    await expect(page.locator("#from-message")).toContainText("“2023-13” is not a date");
    await expect(page.getByLabel("From")).toHaveValue("2023-13");
    await expect(page).toHaveURL("/en/?country=BF");
    await page.getByLabel("From").fill("2023-12");
    await page.getByLabel("From").blur();
    await expect(page.locator("#from-message")).toHaveText("");
    await expect(page).toHaveURL("/en/?country=BF&from=2023-12");
  });

  test("everything is cleared in one go, and the other language keeps the filter", async ({ page }) => {
    await open(page, "/en/?country=NE&kind=pact");
    await choice(page, "Mali").check();
    await page.getByRole("link", { name: "Français" }).click();
    await expect(page).toHaveURL("/fr/?country=NE&country=ML&kind=pact");
    await expect(page.locator("form[data-ready]")).toBeAttached();
    await expect(choice(page, "Pacte")).toBeChecked();
    await expect(page.locator("#sentence")).toContainText("au Niger et au Mali");
    await page.getByRole("link", { name: "Tout effacer" }).click();
    await expect(page).toHaveURL("/fr/");
    await expect(choice(page, "Pacte")).not.toBeChecked();
    await expect(page.getByRole("link", { name: "Tout effacer" })).toBeHidden();
  });

  test("with the keyboard alone", async ({ page }) => {
    await open(page, "/en/");
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "Skip to the events" })).toBeFocused();
    await page.keyboard.press("Enter");
    await expect(page.locator("#main")).toBeFocused();
    await page.keyboard.press("Tab");
    await expect(choice(page, "Niger")).toBeFocused();
    await page.keyboard.press("Space");
    await expect(page).toHaveURL("/en/?country=NE");
    await settled(page);
    // The picture's links are no stops: after the timeline comes its help, then the list.
    await page.getByRole("group", { name: "Timeline" }).focus();
    await page.keyboard.press("Tab");
    await page.keyboard.press("Tab");
    await expect(page.getByRole("link", { name: "Oldest first" })).toBeFocused();
    await page.locator(".entry h3 a").first().focus();
    await page.keyboard.press("Enter");
    await expect(page.locator("article.event h1")).toBeVisible();
  });

  test("an empty result says what to do", async ({ page }) => {
    await open(page, "/en/?kind=coup&country=NE");
    await page.getByLabel("From").fill("2012");
    await until(page).fill("2012");
    await until(page).blur();
    await expect(page.locator("#sentence")).toContainText("0 coups");
    await settled(page);
    await expect(page.locator(".none")).toContainText("No event matches this filter.");
    await page.getByRole("link", { name: "show all events" }).click();
    await expect(page).toHaveURL("/en/");
  });
});

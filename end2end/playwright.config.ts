import { defineConfig } from "@playwright/test";

const address = process.env.E2E_ADDR ?? "127.0.0.1:3947";

// Debian's Chromium; another one can be named. Browsers that Playwright downloads are not used.
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";

export default defineConfig({
  testDir: "tests",
  fullyParallel: true,
  workers: 2,
  forbidOnly: true,
  retries: 0,
  timeout: 60_000,
  reporter: [["list"]],
  use: {
    baseURL: `http://${address}`,
    browserName: "chromium",
    locale: "en",
    launchOptions: {
      executablePath,
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
      ],
    },
  },
  // The built binary itself; Playwright waits until it answers.
  webServer: {
    command: `../target/release/sahel-timeline serve --addr ${address}`,
    url: `http://${address}/healthz`,
    reuseExistingServer: !process.env.CI,
    stderr: "ignore",
  },
});

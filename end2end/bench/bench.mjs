// What a reader waits for, here and with two other timelines, with the same events in the same run.
//
// node bench.mjs BINARY GENERATED_DIR [RUNS]
// Prints a table of medians, and the ratios to ours. A time "to paint" is the work of the page's thread for a change (script,
// style, layout, paint), without the wait for the screen's next frame.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import http from "node:http";
import os from "node:os";
import zlib from "node:zlib";
import { chromium } from "@playwright/test";

const [binary, generated, runs = "3"] = process.argv.slice(2);
const OURS = "127.0.0.1:3951";
const THEIRS = 3952;
const at = (path) => new URL(`node_modules/${path}`, import.meta.url);
const here = (name) => new URL(name, import.meta.url);

const median = (values) => {
  const sorted = values.filter((v) => v !== undefined).sort((a, b) => a - b);
  return sorted.length ? sorted[Math.floor(sorted.length / 2)] : undefined;
};

// --- Servers -------------------------------------------------------------------------------------------------------------

const server = spawn(binary, ["serve", "--addr", OURS], { stdio: "ignore" });
process.on("exit", () => server.kill());
const up = async () => (await fetch(`http://${OURS}/healthz`).catch(() => ({ ok: false }))).ok;
while (!(await up())) await new Promise((resolve) => setTimeout(resolve, 50));

const real = (await (await fetch(`http://${OURS}/data/events.json?order=oldest`)).json()).events.map((event) => ({
  id: event.id,
  start: first(event.date),
  end: last(event.date),
  content: event.headline.en,
  group: event.countries[0],
}));

/** The days of a date as the record writes it, for timelines that know only days. */
function first(date) {
  const day = date.match(/\d{4}(-\d\d)?(-\d\d)?/)[0];
  return day.length === 4 ? `${day}-01-01` : day.length === 7 ? `${day}-01` : day;
}
function last(date) {
  const all = date.match(/\d{4}-\d\d-\d\d/g);
  return all && all.length > 1 ? all[1] : undefined;
}

let items = Buffer.from(JSON.stringify(real));
const small = new Map();
const brotli = (body) => {
  if (!small.has(body)) small.set(body, zlib.brotliCompressSync(body));
  return small.get(body);
};
const files = {
  "/vis.html": ["text/html", () => readFileSync(here("vis.html"))],
  "/knight.html": ["text/html", () => readFileSync(here("knight.html"))],
  "/vis.js": ["text/javascript", () => readFileSync(at("vis-timeline/standalone/umd/vis-timeline-graph2d.min.js"))],
  "/vis.css": ["text/css", () => readFileSync(at("vis-timeline/styles/vis-timeline-graph2d.min.css"))],
  "/knight.js": ["text/javascript", () => readFileSync(at("@knight-lab/timelinejs/dist/js/timeline.js"))],
  "/knight.css": ["text/css", () => readFileSync(at("@knight-lab/timelinejs/dist/css/timeline.css"))],
  "/items.json": ["application/json", () => items],
};
const bodies = new Map();
const peers = http.createServer((request, response) => {
  const path = request.url.split("?")[0];
  const file = files[path];
  if (!file) {
    response.writeHead(404).end();
    return;
  }
  if (path !== "/items.json" && !bodies.has(path)) bodies.set(path, file[1]());
  const body = path === "/items.json" ? items : bodies.get(path);
  response.writeHead(200, { "content-type": file[0], "content-encoding": "br" }).end(brotli(body));
});
peers.listen(THEIRS, "127.0.0.1");

// --- Candidates ------------------------------------------------------------------------------------------------------------

const candidates = {
  ours: {
    url: `http://${OURS}/en/`,
    ready: () => document.querySelector("form[data-ready]") && document.querySelector("#lanes > svg") ? performance.now() : undefined,
    filter: `document.querySelector('input[value="ML"]').click()`,
    zoom: `(() => { const lanes = document.getElementById("lanes"), r = lanes.getBoundingClientRect();
      window.turn = (window.turn ?? 0) + 1;
      lanes.dispatchEvent(new WheelEvent("wheel", { ctrlKey: true, deltaY: window.turn % 8 < 4 ? -80 : 80, clientX: r.left + r.width * 0.7, clientY: r.top + 9, cancelable: true })); })()`,
    brush: `(() => { window.move = (window.move ?? 0) + 1;
      document.getElementById("handle-from").dispatchEvent(new KeyboardEvent("keydown", { key: window.move % 8 < 4 ? "PageUp" : "PageDown", cancelable: true })); })()`,
  },
  "vis-timeline": {
    url: `http://127.0.0.1:${THEIRS}/vis.html`,
    ready: () => window.ready,
    filter: `window.only = window.only ? undefined : "ML"; window.shown.refresh()`,
    zoom: `window.turn = (window.turn ?? 0) + 1; window.timeline[window.turn % 8 < 4 ? "zoomIn" : "zoomOut"](0.27, { animation: false })`,
    brush: `(() => { window.move = (window.move ?? 0) + 1; const { start, end } = window.timeline.getWindow();
      window.timeline.setWindow(new Date(+start + (window.move % 8 < 4 ? 1 : -1) * 31536e6), end, { animation: false }); })()`,
  },
  "vis-timeline, clustered": { same: "vis-timeline", url: `http://127.0.0.1:${THEIRS}/vis.html?cluster` },
  TimelineJS3: {
    url: `http://127.0.0.1:${THEIRS}/knight.html`,
    ready: () => window.ready,
    zoom: `window.turn = (window.turn ?? 0) + 1; window.timeline[window.turn % 4 < 2 ? "zoomIn" : "zoomOut"]()`,
  },
};

const profiles = {
  desktop: { width: 1280, height: 900 },
  "slow phone": { width: 360, height: 740, cpu: 4, network: { latency: 150, down: 1.6e6 / 8, up: 0.75e6 / 8 } },
};

// --- Measuring ---------------------------------------------------------------------------------------------------------------

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--enable-precise-memory-info"],
});

/** The work from an action to the end of the frame that shows it, in milliseconds: the median of many. */
async function toPaint(page, session, action, times) {
  const busy = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find((metric) => metric.name === "TaskDuration").value * 1_000;
  };
  const step = (action) =>
    page.evaluate(async (action) => {
      new Function(action)();
      // After the frame in which the change is drawn, and painted.
      await new Promise((done) =>
        requestAnimationFrame(() => {
          const channel = new MessageChannel();
          channel.port1.onmessage = done;
          channel.port2.postMessage(0);
        }),
      );
    }, action);
  const taken = [];
  for (let n = 0; n < times; n++) {
    // What the change before left for later is not of this one.
    for (let frame = 0; frame < 5; frame++) await step("");
    const start = await busy();
    await step("");
    const idle = await busy();
    await step(action);
    taken.push(Math.max(0, (await busy()) - idle - (idle - start)));
  }
  return median(taken);
}

async function measure(candidate, profile, bundle) {
  const context = await browser.newContext({ viewport: { width: profile.width, height: profile.height } });
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  await session.send("Performance.enable");
  let bytes = 0;
  session.on("Network.loadingFinished", (event) => (bytes += event.encodedDataLength));
  if (profile.cpu) await session.send("Emulation.setCPUThrottlingRate", { rate: profile.cpu });
  if (profile.network) {
    const { latency, down, up } = profile.network;
    await session.send("Network.emulateNetworkConditions", { offline: false, latency, downloadThroughput: down, uploadThroughput: up });
  }
  if (bundle) {
    await page.route("**/api/bundle?*", (route) => route.fulfill({ body: bundle, contentType: "application/octet-stream" }));
  }
  const row = {};
  try {
    await page.goto(candidate.url, { waitUntil: "commit" });
    await page.waitForFunction(candidate.ready, undefined, { polling: "raf", timeout: 60_000 });
    row.ready = await page.evaluate(candidate.ready);
    await page.waitForLoadState("networkidle");
    row.bytes = bytes;
    row.nodes = await page.evaluate(() => document.querySelectorAll("*").length);
    await session.send("HeapProfiler.collectGarbage");
    row.heap = await page.evaluate(() => performance.memory.usedJSHeapSize);
    // The list with everybody's statements comes later, from the server; the others have none.
    await page.route(`http://${OURS}/en/?*`, () => {});
    for (const name of ["zoom", "brush", "filter"]) {
      if (candidate[name]) row[name] = await toPaint(page, session, candidate[name], row.ready > 15_000 ? 1 : bundle ? 6 : 12);
    }
  } catch (error) {
    row.failed = error.message.split("\n")[0];
  }
  await context.close();
  return row;
}

const units = { ready: "ms", bytes: "KB", nodes: "", heap: "MB", filter: "ms", zoom: "ms", brush: "ms" };
const scale = { bytes: 1e-3, heap: 1e-6 };
const format = (name, value) => (value === undefined ? "–" : (value * (scale[name] ?? 1)).toFixed(["ready", "bytes", "nodes"].includes(name) ? 0 : 1));

console.log(`${new Date().toISOString().slice(0, 10)}, ${os.cpus().length} x ${os.cpus()[0].model}, Chromium ${browser.version()}, medians of ${runs}\n`);
console.log(`| profile | events | timeline | ${Object.entries(units).map(([n, u]) => (u ? `${n}, ${u}` : n)).join(" | ")} |`);
console.log(`|---|---|---|${Object.keys(units).map(() => "---").join("|")}|`);
for (const [profileName, profile] of Object.entries(profiles)) {
  for (const count of [real.length, 5_000, 50_000]) {
    const bundle = count === real.length ? undefined : readFileSync(`${generated}/${count}.bin`);
    items = bundle ? readFileSync(`${generated}/${count}.json`) : Buffer.from(JSON.stringify(real));
    let base;
    for (const [name, candidate] of Object.entries(candidates)) {
      // Without clusters the others need minutes, or do not come to an end.
      if (count > real.length && name !== "ours" && (profile.cpu || !name.includes("clustered"))) continue;
      const whole = { ...candidates[candidate.same], ...candidate };
      const rows = [];
      for (let run = 0; run < (count > real.length ? 1 : Number(runs)); run++) rows.push(await measure(whole, profile, bundle));
      const row = Object.fromEntries(Object.keys(units).map((unit) => [unit, median(rows.map((row) => row[unit]))]));
      base ??= row;
      const cells = Object.keys(units).map((unit) => {
        const ratio = name !== "ours" && row[unit] && base[unit] ? ` (${(row[unit] / base[unit]).toFixed(1)}x)` : "";
        return format(unit, row[unit]) + ratio;
      });
      const failed = rows.find((row) => row.failed)?.failed;
      console.log(`| ${profileName} | ${count} | ${name} | ${cells.join(" | ")} |${failed ? ` ${failed}` : ""}`);
    }
  }
}
await browser.close();
peers.close();
server.kill();

// How fast the server answers, beside nginx with the same bytes as files, in the same run, in turns.
//
// node server.mjs BINARY [SECONDS] [ROUNDS]
// Neither writes an access log. nginx has the best it can do with files: sendfile, and open files kept.
// Medians of the rounds; of p99 the mean.
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import os from "node:os";
import path from "node:path";
import { median, memory, startNginx, startOurs, until } from "./processes.mjs";

const [binary, seconds = "4", rounds = "5"] = process.argv.slice(2);
const OURS = "127.0.0.1:3961";
const THEIRS = "127.0.0.1:3962";
const dir = mkdtempSync(path.join(os.tmpdir(), "bench-server-"));
process.on("exit", () => rmSync(dir, { recursive: true, force: true }));

const server = await startOurs(binary, OURS, ["--metrics-addr", "127.0.0.1:3963"], {
  env: { RUST_LOG: "info,request=off" },
  log: `${dir}/server.log`,
});

/** One request on a connection of its own or of an agent; the answer and how long it took, in ms. */
function ask(url, headers = {}, agent) {
  return new Promise((resolve, reject) => {
    const begun = process.hrtime.bigint();
    const request = http.get(url, { headers: { "accept-encoding": "br", ...headers }, agent: agent ?? false }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("end", () => {
        const took = Number(process.hrtime.bigint() - begun) / 1e6;
        resolve({ status: answer.statusCode, headers: answer.headers, body: Buffer.concat(parts), took });
      });
    });
    request.on("error", reject);
  });
}

/** Memory after it has stopped falling: what is free is given back within some seconds. */
async function settled() {
  let last = Infinity;
  let same = 0;
  await until("memory that stays the same", async () => {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const { now } = memory(server);
    same = now >= last - 0.2 ? same + 1 : 0;
    last = Math.min(last, now);
    return same >= 24;
  });
  return memory(server).now;
}

const idle = await settled();

// The same bytes as files.
const page = (await ask(`http://${OURS}/en/`, { "accept-encoding": "identity" })).body.toString();
const style = page.match(/\/v\/[0-9a-f]+\/pkg\/sahel-timeline\.css/)[0];
const wasm = style.replace(".css", ".wasm");
const cases = [
  ["front page", "/en/"],
  ["filtered page", "/en/?country=NE&kind=attack&from=2023-07-26"],
  ["events for the timeline", "/api/bundle?lang=en"],
  ["all events as JSON", "/data/events.json"],
  ["style sheet", style],
  ["wasm", wasm],
  ["front page, 304", "/en/", true],
];
mkdirSync(`${dir}/www`);
for (const [index, [, address]] of cases.entries()) {
  // As later readers get it: what is asked for again is compressed better.
  let body;
  let same = 0;
  await until(`${address} as small as it gets`, async () => {
    const answer = await ask(`http://${OURS}${address}`);
    if (answer.status !== 200) throw new Error(`${address}: ${answer.status}`);
    same = body?.equals(answer.body) ? same + 1 : 0;
    body = answer.body;
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    return same === 2;
  });
  writeFileSync(`${dir}/www/${index}`, body);
}
execFileSync("chmod", ["-R", "a+rX", dir]);
await startNginx(
  dir,
  THEIRS,
  `sendfile on; tcp_nopush on; keepalive_requests 100000000; open_file_cache max=100; default_type text/html;
   server { listen ${THEIRS}; root ${dir}/www; add_header Content-Encoding br; add_header Vary accept-encoding; }`,
);

/** Requests a second, and percentiles in ms. */
function wrk(url, etag) {
  const headers = ["-H", "accept-encoding: br", ...(etag ? ["-H", `if-none-match: ${etag}`] : [])];
  const out = execFileSync("wrk", ["-t", "1", "-c", "32", "-d", seconds, "--latency", ...headers, url], { encoding: "utf8" });
  if (/Non-2xx or 3xx|Socket errors/.test(out)) throw new Error(`${out}${readFileSync(`${dir}/nginx.log`).subarray(-2000)}`);
  const ms = (percent) => {
    const [, value, unit] = out.match(new RegExp(`${percent}%\\s+([\\d.]+)(us|ms|s)`));
    return Number(value) * { us: 0.001, ms: 1, s: 1000 }[unit];
  };
  return { rps: Number(out.match(/Requests\/sec:\s+([\d.]+)/)[1]), p50: ms(50), p99: ms(99) };
}

console.log(`\n${new Date().toISOString().slice(0, 10)}, ${os.cpus().length} x ${os.cpus()[0].model.trim()}, medians of ${rounds} x ${seconds} s (p99: means), 32 connections\n`);
console.log("| what | bytes | ours, requests/s | nginx | ratio | p50, ms | nginx | p99, ms | nginx |");
console.log("|---|---|---|---|---|---|---|---|---|");
const show = (value) => (value >= 100 ? Math.round(value).toLocaleString("en") : value.toFixed(2));
let failed = false;
for (const [index, [name, address, known]] of cases.entries()) {
  const [ours, theirs] = [`http://${OURS}${address}`, `http://${THEIRS}/${index}`];
  const tag = async (url) => (known ? (await ask(url)).headers.etag : undefined);
  const tags = [await tag(ours), await tag(theirs)];
  const results = { ours: [], theirs: [] };
  for (let round = 0; round < Number(rounds); round += 1) {
    results.theirs.push(wrk(theirs, tags[1]));
    results.ours.push(wrk(ours, tags[0]));
  }
  const of = (side, figure) => median(results[side].map((result) => result[figure]));
  // Of each round, so that noise of the machine meets both.
  const ratio = median(results.ours.map((result, round) => result.rps / results.theirs[round].rps));
  const bytes = known ? 0 : (await ask(ours)).body.length;
  const [rps, p50] = ["rps", "p50"].map((figure) => [of("ours", figure), of("theirs", figure)]);
  // nginx's is below 1 ms or about 4, as its workers happen to share the connections: a median is one or the other.
  const mean = (side) => results[side].reduce((sum, result) => sum + result.p99, 0) / results[side].length;
  const p99 = [mean("ours"), mean("theirs")];
  console.log(`| ${[name, bytes.toLocaleString("en"), show(rps[0]), show(rps[1]), ratio.toFixed(2), ...[...p50, ...p99].map(show)].join(" | ")} |`);
  if (ratio < 0.5 || p99[0] > 2 * p99[1]) failed = true;
}

// Filters that nobody has asked for yet, one after the other on one connection, as a reader's browser does.
const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
const cold = [];
for (let day = 0; day < 300; day += 1) {
  const date = (offset) => new Date(Date.UTC(2016, 0, 1 + day * 7 + offset)).toISOString().slice(0, 10);
  const { took, status, headers } = await ask(`http://${OURS}/en/?country=ML&from=${date(0)}&to=${date(400)}`, {}, agent);
  if (status !== 200 || !headers["cache-status"].endsWith("miss")) throw new Error(`${status} ${headers["cache-status"]}`);
  cold.push(took);
}
const p99 = cold.toSorted((a, b) => a - b)[Math.floor(cold.length * 0.99)];
console.log(`\nfiltered page that nobody has asked for: median ${median(cold).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms (300 filters)`);

// Until what is kept grows no more.
const kept = async () => Number((await (await fetch("http://127.0.0.1:3963/metrics")).text()).match(/kept_answers_bytes (\d+)/)[1]);
let before = -1;
for (let n = 0; (await kept()) > before; ) {
  before = await kept();
  for (const end = n + 1_000; n < end; n += 1) await ask(`http://${OURS}/fr/?q=${n}&from=2015`, {}, agent);
}
agent.destroy();
const full = memory(server).now;
console.log(`memory: ${idle} MB idle, ${full} MB with all that is kept (${(before / 2 ** 20).toFixed(0)} MB), ${await settled()} MB some seconds later; at most ${memory(server).most} MB`);
if (median(cold) > 5 || idle > 64 || full > 128) failed = true;
console.log(failed ? "\na budget is not kept: 0.5x nginx's requests/s, 2x its p99, 5 ms, 64 and 128 MB" : "\nall budgets are kept");
process.exit(failed ? 1 : 0);

// Ten minutes of a bad day: load, readers who leave half-way, a record that changes 200 times (every third time with a typo), and
// instances that restart, behind nginx as deploy/nginx.conf has it. No request of a reader may fail, no answer may be made of two
// records, none may be of an older record than the one that is served, and memory stays flat.
//
// node soak.mjs BINARY DATA [MINUTES] [SWAPS]
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import http from "node:http";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import zlib from "node:zlib";
import { median, memory, start, startNginx, startOurs, until } from "./processes.mjs";

const [binary, data, minutes = "10", swaps = "200"] = process.argv.slice(2);
const INSTANCES = ["127.0.0.1:3971", "127.0.0.1:3972"];
const PROXY = "127.0.0.1:3970";
const dir = mkdtempSync(path.join(os.tmpdir(), "soak-"));
process.on("exit", () => rmSync(dir, { recursive: true, force: true }));
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

// --- The record and what it becomes ------------------------------------------------------------------------------------------

const record = `${dir}/data`;
cpSync(data, record, { recursive: true });
const EVENT = "ne-2023-07-26-coup-bazoum";
const file = `${record}/events/2023/${EVENT}.toml`;
const original = readFileSync(file, "utf8");
const variants = {
  one: original,
  two: original.replace('[summary]\nen = "', '[summary]\nen = "Told anew. '),
  broken: original.replace(/^kind = /m, "kidn = "),
};
if (new Set(Object.values(variants)).size !== 3) throw new Error("the variants of the record are the same");
/** Puts a variant in place in one step, as an editor or a deploy does. */
function put(variant) {
  writeFileSync(`${dir}/next.toml`, variants[variant]);
  renameSync(`${dir}/next.toml`, file);
}

// --- Asking --------------------------------------------------------------------------------------------------------------------

const PATHS = [
  "/en/",
  "/fr/?country=NE",
  `/en/event/${EVENT}`,
  `/fr/event/${EVENT}`,
  "/api/bundle?lang=en",
  `/api/event?id=${EVENT}`,
  "/data/events.json?country=NE&from=2023-07&to=2023-08",
  "/data/events.csv",
  "/en/about",
  "/en/?q=niamey&order=oldest",
];

/** The whole answer, and when it was asked for. */
function ask(addr, at, agent, coding = "br", tag) {
  return new Promise((resolve, reject) => {
    const begun = Date.now();
    const headers = { "accept-encoding": coding, ...(tag && { "if-none-match": tag }) };
    const request = http.get(`http://${addr}${at}`, { headers, agent: agent ?? false }, (answer) => {
      const parts = [];
      answer.on("data", (part) => parts.push(part));
      answer.on("error", reject);
      answer.on("end", () => {
        const body = Buffer.concat(parts);
        const plain = { br: zlib.brotliDecompressSync, gzip: zlib.gunzipSync }[answer.headers["content-encoding"]];
        resolve({ begun, status: answer.statusCode, etag: answer.headers.etag, body: plain ? plain(body) : body });
      });
    });
    request.on("error", reject);
  });
}
const hash = (body) => createHash("sha256").update(body).digest("hex").slice(0, 16);
const readiness = async (addr) => JSON.parse((await ask(addr, "/readyz")).body);

// --- The servers ---------------------------------------------------------------------------------------------------------------

const run = (index) =>
  startOurs(binary, INSTANCES[index], ["--data", record, "--base-url", "http://soak.example", "--trust-proxy", "127.0.0.1"], {
    log: `${dir}/${index}.log`,
    env: { RUST_LOG: "info,request=off" },
  });
const instances = [await run(0), await run(1)];

// What each variant answers, from an instance at rest.
const expected = {};
const served = {};
for (const variant of ["two", "one"]) {
  put(variant);
  const before = served.two;
  await until(`variant ${variant}`, async () => {
    // The page first: if the change comes between the two, the next look finds both new.
    const about = (await ask(INSTANCES[0], `/en/event/${EVENT}`)).body.includes("Told anew.");
    const { record: id } = await readiness(INSTANCES[0]);
    served[variant] = id;
    return about === (variant === "two") && id !== before;
  });
  expected[variant] = new Map();
  for (const at of PATHS) {
    const { status, body } = await ask(INSTANCES[0], at);
    if (status !== 200) throw new Error(`${at}: ${status}`);
    expected[variant].set(at, hash(body));
  }
}
const telling = PATHS.filter((at) => expected.one.get(at) !== expected.two.get(at));
if (telling.length < 6) throw new Error("too few answers tell the variants apart");

const conf = readFileSync(new URL("../../deploy/nginx.conf", import.meta.url), "utf8")
  .replace("127.0.0.1:3001", INSTANCES[0])
  .replace("127.0.0.1:3002", INSTANCES[1])
  .replace("listen 80;", `listen ${PROXY};`);
const nginx = await startNginx(dir, PROXY, conf);

// --- What is counted -----------------------------------------------------------------------------------------------------------

const counts = { answers: 0, unchanged: 0, dropped: 0, swaps: 0, rejected: 0, restarts: 0, failed: 0, mixed: 0, stale: 0 };
const examples = [];
function note(kind, example) {
  counts[kind] += 1;
  if (examples.length < 20) examples.push(`${kind}: ${example}`);
}
/** The variant that every instance serves, and since when; `undefined` while it changes. */
let settled;

/** Holds an answer against what the variants answer; `known` is the body that the reader has already, for 304. */
function judge(at, answer, known, before) {
  counts.answers += 1;
  if (answer.status === 304) counts.unchanged += 1;
  else if (answer.status !== 200) return note("failed", `${at}: ${answer.status}`);
  const found = answer.status === 304 ? known : hash(answer.body);
  const of = Object.keys(expected).filter((variant) => expected[variant].get(at) === found);
  if (of.length === 0) note("mixed", `${at}: ${found}`);
  // It was asked for after the last change was over, and no other began meanwhile: else both are right.
  else if (settled && settled === before && answer.begun > settled.since && !of.includes(settled.variant)) {
    note("stale", `${at}: ${of}, not ${settled.variant}`);
  }
  return found;
}

let over = false;
/** A reader who asks for one page after the other. */
async function reader(seed) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
  const seen = new Map();
  for (let n = seed; !over; n += 1) {
    const at = PATHS[(n * 7 + seed) % PATHS.length];
    const before = settled;
    const { etag, found } = (n % 3 === 0 && seen.get(at)) || {};
    try {
      const answer = await ask(PROXY, at, agent, ["br", "gzip", "identity"][seed % 3], etag);
      seen.set(at, { etag: answer.etag, found: judge(at, answer, found, before) });
    } catch (error) {
      note("failed", `${at}: ${error.message}`);
    }
    await pause(20);
  }
  agent.destroy();
}

/** One who leaves in the middle of an answer, or of the question. */
async function leaver(seed) {
  for (let n = seed; !over; n += 1) {
    await new Promise((resolve) => {
      const [host, port] = (n % 2 ? PROXY : INSTANCES[0]).split(":");
      const socket = net.connect(Number(port), host, () => {
        socket.write(n % 5 ? "GET /data/events.json HTTP/1.1\r\nHost: x\r\n\r\n" : "GET /en/ HTT");
        if (n % 5 === 0) socket.destroy();
      });
      socket.on("data", () => socket.destroy());
      socket.on("error", () => {});
      socket.on("close", resolve);
    });
    counts.dropped += 1;
    await pause(50);
  }
}

/** Two thirds of the changes are valid, one is not; each is waited for. */
async function curator() {
  const order = ["two", "broken", "one", "two", "one", "broken"];
  const interval = (Number(minutes) * 60_000) / Number(swaps);
  for (let n = 0; n < Number(swaps) && !over; n += 1) {
    const begun = Date.now();
    const variant = order[n % order.length];
    const before = settled;
    settled = undefined;
    put(variant);
    try {
      if (variant === "broken") {
        await until("the typo to be seen", async () => (await Promise.all(INSTANCES.map(readiness))).every((ready) => !ready.valid));
        counts.rejected += 1;
        settled = { variant: before.variant, since: Date.now() };
      } else {
        await until(`variant ${variant}`, async () =>
          (await Promise.all(INSTANCES.map(readiness))).every((ready) => ready.record === served[variant] && ready.valid),
        );
        counts.swaps += 1;
        settled = { variant, since: Date.now() };
      }
    } catch (error) {
      note("failed", `change ${n} to ${variant}: ${error.message}`);
    }
    // After a valid change: with a typo on the disk a server refuses to start.
    if (n % 20 === 18) await restart();
    await pause(Math.max(0, interval - (Date.now() - begun)));
  }
}

/** The second instance stops and starts again under load; readers see nothing of it. The first lives all the time. */
async function restart() {
  instances[1].kill("SIGTERM");
  if ((await instances[1].ended) !== 0) note("failed", "the second instance did not end well");
  instances[1] = await run(1);
  counts.restarts += 1;
}

// --- The day -------------------------------------------------------------------------------------------------------------------

settled = { variant: "one", since: Date.now() };
const begun = Date.now();
const samples = [];
const sampling = setInterval(() => samples.push({ at: (Date.now() - begun) / 60_000, now: memory(instances[0]).now }), 2_000);
// A crowd beside them, which asks as fast as it can and is only counted.
const crowd = start("wrk", ["-t", "1", "-c", "8", "-d", `${Math.ceil(Number(minutes) * 60)}`, "-H", "accept-encoding: br", `http://${PROXY}/fr/`], {
  log: `${dir}/wrk.log`,
});
const clients = [...Array(12).keys()].map(reader).concat([...Array(4).keys()].map(leaver));
await curator();
await crowd.ended;
over = true;
await Promise.all(clients);
clearInterval(sampling);

const wrk = readFileSync(`${dir}/wrk.log`, "utf8");
const crowded = Number(wrk.match(/(\d+) requests in/)?.[1] ?? 0);
const refused = Number(wrk.match(/Non-2xx or 3xx responses: (\d+)/)?.[1] ?? 0);
const errors = wrk.match(/Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/)?.slice(1).map(Number) ?? [];
if (refused || errors.some(Boolean)) note("failed", `of the crowd: ${refused} refused, socket errors ${errors}`);
const log = readFileSync(`${dir}/0.log`, "utf8") + readFileSync(`${dir}/1.log`, "utf8");
if (/panicked/.test(log)) note("failed", "a panic is in the log");
const within = (from, to) => median(samples.filter(({ at }) => at >= from * Number(minutes) && at < to * Number(minutes)).map(({ now }) => now));
const [early, late] = [within(0.2, 0.4), within(0.8, 1)];

console.log(`\n${new Date().toISOString().slice(0, 10)}, ${os.cpus().length} x ${os.cpus()[0].model.trim()}, ${((Date.now() - begun) / 60_000).toFixed(1)} minutes`);
console.log(counts);
console.log(`crowd: ${crowded} requests beside them`);
console.log(`memory of the instance that lived all the time: ${early} MB early, ${late} MB late, at most ${memory(instances[0]).most} MB`);
examples.forEach((example) => console.log(example));
const flat = late <= early * 1.1 + 5;
const good = counts.failed + counts.mixed + counts.stale === 0 && flat && counts.swaps + counts.rejected === Number(swaps);
console.log(good ? "nothing failed, nothing was mixed or stale, memory is flat" : "something is wrong");
nginx.kill("SIGTERM");
process.exit(good ? 0 : 1);

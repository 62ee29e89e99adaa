// Servers that a measurement starts and stops with itself.
import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, writeFileSync } from "node:fs";

const started = new Set();
process.on("exit", () => started.forEach((child) => child.kill("SIGTERM")));
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(1));

/** Asks until the answer is as expected; the programs that are waited for have a minute. */
export async function until(what, expected) {
  const begun = Date.now();
  while (!(await expected())) {
    if (Date.now() - begun > 60_000) throw new Error(`waited a minute for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** Starts a program; its output goes to a file. */
export function start(program, args, { log, env } = {}) {
  const out = openSync(log ?? "/dev/null", "a");
  const child = spawn(program, args, { stdio: ["ignore", out, out], env: { ...process.env, ...env } });
  closeSync(out);
  started.add(child);
  child.ended = new Promise((resolve) => child.on("exit", resolve));
  child.ended.then(() => started.delete(child));
  return child;
}

/** Starts an instance of ours on this address and waits until it answers. */
export async function startOurs(binary, addr, args, options) {
  const child = start(binary, ["serve", "--addr", addr, "--work-per-second", "0", ...args], options);
  const healthy = async () => (await fetch(`http://${addr}/healthz`).catch(() => ({ ok: false }))).ok;
  await until(addr, () => child.exitCode !== null || healthy());
  if (child.exitCode !== null) throw new Error(`${binary} ended: ${readFileSync(options?.log ?? "/dev/null")}`);
  return child;
}

/** Starts nginx in the foreground with this `http` block. */
export async function startNginx(dir, addr, http, workers = "auto") {
  const temp = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"].map((name) => `${name}_temp_path ${dir}/${name};`).join(" ");
  const conf = `daemon off; pid ${dir}/nginx.pid; error_log ${dir}/nginx.log; worker_processes ${workers};
    events { worker_connections 4096; } http { access_log off; ${temp} ${http} }`;
  writeFileSync(`${dir}/nginx.conf`, conf);
  const child = start("/usr/sbin/nginx", ["-c", `${dir}/nginx.conf`], { log: `${dir}/nginx.out` });
  const up = () => fetch(`http://${addr}/`).then(() => true, () => false);
  await until("nginx", () => child.exitCode !== null || up());
  if (child.exitCode !== null) throw new Error(`nginx ended: ${readFileSync(`${dir}/nginx.out`)}`);
  return child;
}

/** Memory of a process in MB: in use, and at most so far. */
export function memory(child) {
  const status = readFileSync(`/proc/${child.pid}/status`, "utf8");
  const mb = (name) => Math.round(Number(status.match(new RegExp(`${name}:\\s+(\\d+)`))[1]) / 102.4) / 10;
  return { now: mb("VmRSS"), most: mb("VmHWM") };
}

export const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** A platform of this run's own in a fresh folder, which serves the built console; it ends with the run. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const SPICE = process.env.SPICE ?? new URL("../../.venv/bin/spice", import.meta.url).pathname;
const ROOT = new URL("../..", import.meta.url).pathname;
const READY_SECONDS = 180;

export interface Platform {
  /** Where the console is, and the API behind it. */
  readonly origin: string;
  /** An address that signs a browser in, once. */
  readonly opening: (user: string) => string;
  readonly token: (user: string, ...roles: string[]) => string;
  readonly call: (token: string, method: string, path: string, body?: unknown) => Promise<Called>;
  /** Put a command on the bus, under this key, that nobody can read. */
  readonly poison: (key: string) => void;
  readonly stop: () => Promise<void>;
}

export interface Called {
  readonly status: number;
  readonly data: unknown;
}

export async function startPlatform(): Promise<Platform> {
  const folder = mkdtempSync(join(tmpdir(), "spice-console-"));
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const host = spawn(SPICE, ["up", "--data", folder, "--port", String(port)], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  for (const stream of [host.stdout, host.stderr]) stream.on("data", (part) => (said += String(part)));
  await ready(host, endpoint, () => said);
  const told = (...words: string[]) => execFileSync(SPICE, [...words, "--data", folder], { encoding: "utf8" }).trim();
  return {
    origin: endpoint,
    opening: (user) => told("open", "--print", "--user", user),
    token: (user, ...roles) => told("token", "--user", user, ...roles.flatMap((role) => ["--role", role])),
    call: (token, method, path, body) => call(`${endpoint}/api/v1${path}`, token, method, body),
    poison: (key) => {
      const words = ["-m", "tests.support.stand.poison", folder, key];
      execFileSync(join(dirname(SPICE), "python"), words, { cwd: ROOT });
    },
    stop: async () => {
      await ended(host);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function call(url: string, token: string, method: string, body: unknown): Promise<Called> {
  const response = await fetch(url, {
    method,
    headers: { Authorization: `Bearer ${token}`, "Content-Type": "application/json", Prefer: "wait=20" },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const told = (await response.json()) as { data: unknown };
  return { status: response.status, data: told.data };
}

async function ready(host: ChildProcess, endpoint: string, said: () => string): Promise<void> {
  for (let tries = 0; tries < READY_SECONDS * 2; tries++) {
    if (host.exitCode !== null) throw new Error(`the platform ended with ${host.exitCode}:\n${said()}`);
    const answer = await fetch(`${endpoint}/api/v1/health/ready`).catch(() => null);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error(`the platform was not ready in ${READY_SECONDS} s:\n${said()}`);
}

async function ended(host: ChildProcess): Promise<void> {
  if (host.exitCode !== null) return;
  const end = new Promise((resolve) => host.once("exit", resolve));
  host.kill("SIGINT");
  await end;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

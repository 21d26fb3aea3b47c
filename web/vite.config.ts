import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

/** Where the platform listens, while the console is developed or tried. */
const platform = process.env.SPICE_ENDPOINT ?? "http://127.0.0.1:8002";
/** What hosts send with the page; while it is tried, files go up to a port of this machine. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self' http://127.0.0.1:*",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  "trusted-types spice-worker",
].join("; ");
const proxy = { "/api": platform, "/config.json": platform };

export default defineConfig({
  plugins: [react()],
  build: { target: "es2024", assetsInlineLimit: 0 },
  server: { host: "127.0.0.1", proxy },
  preview: { host: "127.0.0.1", proxy, headers: { "Content-Security-Policy": policy } },
  test: {
    environment: "jsdom",
    environmentOptions: { jsdom: { url: "http://127.0.0.1:8002/" } },
    setupFiles: ["test/setup.ts"],
    include: ["test/**/*.test.{ts,tsx}"],
    testTimeout: 20_000,
    reporters: ["default", "./test/closing.ts"],
  },
});

import { QueryClientProvider } from "@tanstack/react-query";
import { act, renderHook } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import type { ReactNode } from "react";
import { describe, expect, it } from "vitest";
import { api } from "../src/api/client";
import { useCommand, useTray } from "../src/api/command";
import { makeQueries } from "../src/api/queries";
import type { components } from "../src/api/schema";
import { asTrouble } from "../src/api/trouble";
import { platform } from "./platform";

const ORIGIN = "http://127.0.0.1:8002/api/v1";

function standing(id: string, state: components["schemas"]["Command"]["state"]) {
  const data = { command_id: id, type: "DeleteBranch", state, actor: "kim", submitted_at: "2026-11-29T00:00:00Z" };
  return { status: "accepted", message: "", data, errors: [], meta: { request_id: "r-1" } };
}

/** A platform that accepts, and tells in turn what became of it; gives the keys it was asked with. */
function accepts(id: string, ...tellings: (() => Response)[]): (string | null)[] {
  const keys: (string | null)[] = [];
  platform.use(
    http.delete(`${ORIGIN}/database/shop/branches/:branch`, ({ request }) => {
      keys.push(request.headers.get("Idempotency-Key"));
      return HttpResponse.json(standing(id, "PENDING"), { status: 202 });
    }),
    http.get(`${ORIGIN}/commands/:id`, () => {
      const telling = tellings.shift();
      return telling === undefined ? HttpResponse.json(standing(id, "COMPLETED")) : (telling() as never);
    }),
  );
  return keys;
}

function refused(status: number, wait?: number): () => Response {
  const headers: Record<string, string> = wait === undefined ? {} : { "Retry-After": String(wait) };
  const errors = [{ code: "unavailable", message: "no" }];
  return () => HttpResponse.json({ errors, meta: {} }, { status, headers }) as unknown as Response;
}

function commanding() {
  const queries = makeQueries();
  const wrapper = ({ children }: { children: ReactNode }) => (
    <QueryClientProvider client={queries}>{children}</QueryClientProvider>
  );
  const path = { db: "shop", branch: "b" };
  const use = () => ({
    command: useCommand<null>({
      db: "shop",
      label: "Delete b",
      send: (_, headers) => api.DELETE("/api/v1/database/{db}/branches/{branch}", { params: { path }, headers }),
    }),
    tray: useTray(),
  });
  return renderHook(use, { wrapper }).result;
}

describe("a command that was accepted", () => {
  it("is followed through a network that is away and a platform that is busy", async () => {
    accepts("c-1", () => HttpResponse.error() as unknown as Response, refused(503, 1), refused(429));
    const shown = commanding();

    const began = Date.now();
    const done = await act(() => shown.current.command.give(null));

    expect(done.state).toBe("COMPLETED");
    expect(Date.now() - began).toBeGreaterThan(1000);
    expect(shown.current.command.phase).toBe("done");
    expect(shown.current.tray.find((each) => each.id === "c-1")?.phase).toBe("done");
  });

  it("is not said to have failed where one may not see its end, and is asked for under the same key", async () => {
    const keys = accepts("c-2", refused(403));
    const shown = commanding();

    const error = await act(() => shown.current.command.give(null).catch((cause: unknown) => cause));

    expect(asTrouble(error).status).toBe(403);
    expect(shown.current.command.phase).toBe("unknown");
    expect(shown.current.tray.find((each) => each.id === "c-2")?.phase).toBe("unknown");
    await act(() => shown.current.command.give(null));
    expect(keys[1]).toBe(keys[0]);
    expect(shown.current.tray.find((each) => each.id === "c-2")?.phase).toBe("done");
  });
});

import { screen, waitFor, within } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it } from "vitest";
import type { components } from "../src/api/schema";
import { open, violations } from "./console";
import { answers, hears, platform } from "./platform";

const LIST = "/api/v1/admin/dead-letters";
const AT = "2026-11-29T00:00:00Z";
type Schemas = components["schemas"];

const GROUP: Schemas["LetterGroup"] = {
  type: "PutInstance",
  error: "it ended its worker",
  count: 3,
  waiting: 1,
  first_at: AT,
  last_at: AT,
};

function letter(id: string, state: string): Schemas["DeadLetter"] {
  const told = { command_id: null, type: "PutInstance", database: null, reason: "", error: GROUP.error };
  return { ...told, id, shard: "instance-0000", key: `key ${id}`, attempts: 1, parked_at: AT, state };
}

function stuck() {
  const told: { dry: string | null; path: string; body: unknown }[] = [];
  const listens = (path: "redrive" | "discard") =>
    hears("post", `${LIST}/${path}`, async (request) => {
      const dry = new URL(request.url).searchParams.get("dry_run");
      told.push({ dry, path, body: await request.json() });
    });
  const released = { matched: 2, more: false, commands: [] };
  platform.use(
    answers("get", `${LIST}/groups`, [GROUP]),
    answers("get", LIST, [letter("1", "manual"), letter("2", "waiting")]),
    listens("redrive"),
    listens("discard"),
    answers("post", `${LIST}/redrive`, released),
    answers("post", `${LIST}/discard`, released),
  );
  return told;
}

describe("dead letters", () => {
  it("of a kind are counted dry, then redriven by what they have in common", async () => {
    const told = stuck();
    const { user } = open("/ops/dead-letters");

    await user.click(await screen.findByRole("button", { name: "Redrive all 2" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Redrive 2 dead letters" }));
    await user.click(dialog.getByRole("button", { name: "Redrive" }));

    const body = { type: "PutInstance", error: GROUP.error };
    await waitFor(() => expect(told.map(({ dry }) => dry)).toEqual(["true", "false"]));
    expect(told.map((each) => each.body)).toEqual([body, body]);
  });

  it("are discarded when a reason was given and the word typed", async () => {
    const told = stuck();
    const { user } = open("/ops/dead-letters");

    await user.click(await screen.findByRole("button", { name: "Discard all 2" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Discard 2 dead letters" }));
    const act = dialog.getByRole("button", { name: "Discard" });
    await user.type(dialog.getByLabelText("Reason"), "poison");
    expect(act.hasAttribute("disabled")).toBe(true);
    await user.type(dialog.getByLabelText("Type “discard” to go on"), "discard");
    await user.click(act);

    await waitFor(() => expect(told.at(-1)?.dry).toBe("false"));
    expect(told.at(-1)?.body).toEqual({ type: "PutInstance", error: GROUP.error, reason: "poison" });
  });

  it("keep the reason that was typed before they were counted", async () => {
    stuck();
    let count: (value: unknown) => void = () => undefined;
    const counted = new Promise((resolve) => {
      count = resolve;
    });
    platform.use(hears("post", `${LIST}/discard`, () => counted.then(() => undefined)));
    const { user } = open("/ops/dead-letters");

    await user.click(await screen.findByRole("button", { name: "Discard all 2" }));
    await user.type(await screen.findByLabelText("Reason"), "poison");
    count(null);

    const dialog = within(await screen.findByRole("dialog", { name: "Discard 2 dead letters" }));
    expect((dialog.getByLabelText("Reason") as HTMLInputElement).value).toBe("poison");
  });

  it("that are chosen are released, whatever becomes of one of them", async () => {
    stuck();
    const dealt: string[] = [];
    platform.use(
      answers("get", LIST, [
        letter("1", "manual"),
        letter("2", "waiting"),
        letter("3", "manual"),
        letter("4", "manual"),
      ]),
      http.post(`http://127.0.0.1:8002${LIST}/:id/redrive`, ({ params, request }) => {
        const dry = new URL(request.url).searchParams.get("dry_run");
        dealt.push(`${params.id} ${dry}`);
        if (params.id === "3" && dry === "false")
          return HttpResponse.json(
            { errors: [{ code: "not_found", message: "it is gone" }], meta: {} },
            { status: 404 },
          );
        return HttpResponse.json({ data: {}, errors: [], meta: {} });
      }),
    );
    const { user, container } = open("/ops/dead-letters");
    await user.click(await screen.findByRole("button", { name: "Show them" }));
    expect(await screen.findByLabelText("Choose the one of key 2")).toHaveProperty("disabled", true);
    await user.click(screen.getByLabelText("Choose all that are shown"));
    await user.click(screen.getByLabelText("Choose the one of key 4"));
    expect(await violations(container)).toEqual([]);

    await user.click(screen.getByRole("button", { name: "Redrive the 2 chosen" }));
    const dialog = within(await screen.findByRole("dialog", { name: "Redrive 2 dead letters" }));
    await user.click(dialog.getByRole("button", { name: "Redrive" }));

    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
    expect(dealt).toEqual(["1 true", "3 true", "1 false", "3 false"]);
  });

  it("that are first on their key can be released alone, those behind them cannot", async () => {
    stuck();
    const { user } = open("/ops/dead-letters");

    await user.click(await screen.findByRole("button", { name: "Show them" }));

    const first = within((await screen.findByText("key 1")).closest("tr") as HTMLElement);
    const behind = within(screen.getByText("key 2").closest("tr") as HTMLElement);
    expect(first.getByRole("button", { name: "Redrive" }).hasAttribute("disabled")).toBe(false);
    expect(behind.getByRole("button", { name: "Redrive" }).hasAttribute("disabled")).toBe(true);
  });
});

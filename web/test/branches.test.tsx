import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { components } from "../src/api/schema";
import { prefer } from "../src/ui/preferences";
import { open, violations } from "./console";
import { answers, hears, platform, refuses } from "./platform";

type Schemas = components["schemas"];
const LIST = "/api/v1/database/{db}/branches";
const ONE = "/api/v1/database/{db}/branches/{branch}";

const MAIN: Schemas["Branch"] = {
  name: "main",
  head: "c1",
  protected: false,
  required_reviews: 0,
  writers: [],
  ahead: 0,
  behind: 0,
  last_commit: null,
};
const DONE: Schemas["Command_BranchResult"] = {
  command_id: "01",
  type: "ChangeBranch",
  state: "COMPLETED",
  result: { name: "main", head: "c1" } as Schemas["BranchResult"],
} as Schemas["Command_BranchResult"];

function standing(...all: Schemas["Branch"][]) {
  const told: { body: unknown; condition: string | null }[] = [];
  platform.use(
    answers("get", LIST, all),
    hears("patch", ONE, async (request) => {
      told.push({ body: await request.json(), condition: request.headers.get("If-Match") });
    }),
    answers("patch", ONE, DONE),
  );
  return told;
}

async function asked(name = "Protection") {
  const page = open("/db/shop/changes?view=branches");
  await page.user.click(await screen.findByRole("button", { name }));
  return { ...page, dialog: within(await screen.findByRole("dialog")) };
}

describe("the protection of a branch", () => {
  it("is shown, and open branches are told to be open", async () => {
    standing(MAIN, { ...MAIN, name: "fares", protected: true, required_reviews: 2 });

    const { container } = open("/db/shop/changes?view=branches");

    const fares = within((await screen.findByRole("rowheader", { name: "fares" })).closest("tr") as HTMLElement);
    expect(fares.getByText("protected")).toBeTruthy();
    expect(fares.getByText("2 approvals")).toBeTruthy();
    expect(screen.getByText("open")).toBeTruthy();
    expect(await violations(container)).toEqual([]);
  });

  it("is changed from the head that was seen, and only what was changed is sent", async () => {
    const told = standing({ ...MAIN, required_reviews: 1 });
    const { user, dialog } = await asked();

    await user.click(dialog.getByRole("checkbox"));
    await user.type(dialog.getByLabelText("Who may write it"), "kim, lee, kim");
    expect(await violations(document.body)).toEqual([]);
    await user.click(dialog.getByRole("button", { name: "Save" }));

    await waitFor(() =>
      expect(told).toEqual([{ body: { protected: true, writers: ["kim", "lee"] }, condition: "c1" }]),
    );
    await waitFor(() => expect(screen.queryByRole("dialog")).toBeNull());
  });

  it("that only an owner may loosen says so, and keeps what was typed", async () => {
    standing({ ...MAIN, protected: true, required_reviews: 2 });
    const message = "branch 'main' is protected: only an owner loosens that";
    platform.use(refuses("patch", ONE, 403, { code: "forbidden", message }));
    const { user, dialog } = await asked();

    const reviews = dialog.getByLabelText("Approvals that a merge needs");
    await user.clear(reviews);
    await user.type(reviews, "1{Enter}");

    expect(await dialog.findByText(message)).toBeTruthy();
    expect((reviews as HTMLInputElement).value).toBe("1");
  });

  it("of a branch that moved meanwhile is saved on the new head after all", async () => {
    const told = standing(MAIN);
    const { user, dialog } = await asked();
    platform.use(
      answers("get", LIST, [{ ...MAIN, head: "c2" }]),
      refuses("patch", ONE, 412, { code: "version_conflict", message: "the branch is at c2" }),
    );
    await user.click(dialog.getByRole("checkbox"));
    await user.click(dialog.getByRole("button", { name: "Save" }));
    expect(await dialog.findByText("the branch is at c2")).toBeTruthy();
    expect(dialog.getByText(/The branch has moved meanwhile/)).toBeTruthy();

    platform.use(
      hears("patch", ONE, async (request) => {
        told.push({ body: await request.json(), condition: request.headers.get("If-Match") });
      }),
      answers("patch", ONE, DONE),
    );
    await user.click(dialog.getByRole("button", { name: "Save" }));

    await waitFor(() => expect(told.at(-1)).toEqual({ body: { protected: true }, condition: "c2" }));
  });

  it("is not for editors, who are told in their language", async () => {
    prefer({ language: "ko" });
    standing(MAIN);
    platform.use(answers("get", "/api/v1/me", { subject: "lee", admin: false, roles: { shop: "editor" } }));

    open("/db/shop/changes?view=branches");

    const button = await screen.findByRole("button", { name: "보호" });
    expect(button.hasAttribute("disabled")).toBe(true);
    expect(button.getAttribute("title")).toBe("모델러 역할이 필요합니다.");
  });
});

describe("a commit", () => {
  it("that was the head when branches were read a moment ago can be rolled back to", async () => {
    standing(MAIN);
    const { router } = open("/db/shop/changes?view=branches");
    await screen.findByRole("rowheader", { name: "main" });
    const told = { at: "2026-11-29T00:00:00Z", author: "kim", command_id: "01", commit: "c1", message: "before" };
    platform.use(
      answers("get", "/api/v1/database/{db}/commits/{commit}", {
        ...told,
        changes: [],
        migrations: [],
        parents: [],
        waived: [],
      } as never),
    );
    standing({ ...MAIN, head: "c2" });

    await act(() => router.navigate({ to: "/db/$db/commits/$commit", params: { db: "shop", commit: "c1" } }));

    expect(await screen.findByRole("button", { name: "Roll main back to this" })).toBeTruthy();
  });
});

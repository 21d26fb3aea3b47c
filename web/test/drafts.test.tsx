import { act, screen, waitFor } from "@testing-library/react";
import { HttpResponse, http } from "msw";
import { describe, expect, it, vi } from "vitest";
import { holdToken } from "../src/api/token";
import { open } from "./console";
import { answers, GOOD, hit, platform } from "./platform";

const ONE = "/api/v1/database/{db}/instances/{class}/{id}";
const ORIGIN = "http://127.0.0.1:8002/api/v1/database/shop";

/** Every instance is there; each is called by its id. */
function instances(wait: (id: string) => Promise<void> = async () => undefined) {
  return http.get(`${ORIGIN}/instances/:class/:id`, async ({ params }) => {
    const id = String(params.id);
    await wait(id);
    return HttpResponse.json({ data: hit(id), errors: [], meta: { request_id: "r" } });
  });
}

function classes(...all: unknown[]) {
  return http.get(`${ORIGIN}/ontology`, () =>
    HttpResponse.json({ data: all, errors: [], meta: { request_id: "r" } }, { headers: { ETag: '"c1"' } }),
  );
}

const PERSON = {
  ...GOOD,
  properties: [
    { id: "code_1", name: "code", type: "xsd:string", required: true, label: { en: "Code" } },
    { id: "title_1", name: "title", type: "xsd:string", label: { en: "Title" } },
    { id: "origin_1", name: "origin", type: "xsd:string", label: { en: "Born in" }, personal: true },
  ],
};

function tokenOf(sub: string): string {
  return `e30.${btoa(JSON.stringify({ sub }))}.s`;
}

async function edit(user: ReturnType<typeof open>["user"], label: RegExp, text: string) {
  await user.click(await screen.findByRole("button", { name: "Edit" }));
  await user.clear(await screen.findByLabelText(label));
  await user.type(screen.getByLabelText(label), text);
}

describe("what is being typed", () => {
  it("into one instance is nowhere in another", async () => {
    const patched: string[] = [];
    platform.use(
      instances(),
      http.patch(`${ORIGIN}/instances/Good/:id`, ({ params }) => {
        patched.push(String(params.id));
        return HttpResponse.json({ data: {}, errors: [], meta: {} });
      }),
    );
    const { user, router } = open("/db/shop/i/Good/G-1");
    await edit(user, /Title/, "Mine");

    await act(() => router.navigate({ to: "/db/$db/i/$class/$id", params: { db: "shop", class: "Good", id: "G-2" } }));

    expect(await screen.findByText("Pepper G-2")).toBeTruthy();
    expect(screen.queryByDisplayValue("Mine")).toBeNull();
    expect(screen.queryByRole("button", { name: /Save/ })).toBeNull();
    expect(patched).toEqual([]);
  });

  it("waits for who comes back to it", async () => {
    platform.use(instances());
    const { user, router } = open("/db/shop/i/Good/G-1");
    await edit(user, /Title/, "Mine");
    await act(() => router.navigate({ to: "/db/$db/i/$class/$id", params: { db: "shop", class: "Good", id: "G-2" } }));
    await screen.findByText("Pepper G-2");

    await act(() => router.navigate({ to: "/db/$db/i/$class/$id", params: { db: "shop", class: "Good", id: "G-1" } }));

    expect(await screen.findByDisplayValue("Mine")).toBeTruthy();
    expect(screen.getByRole("button", { name: "Save 1 change" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Cancel" }));
    expect(await screen.findByRole("button", { name: "Edit" })).toBeTruthy();
    expect(screen.queryByDisplayValue("Mine")).toBeNull();
  });

  it("no instance is shown, or may be changed, by the values of the one before", async () => {
    let go: () => void = () => undefined;
    platform.use(instances((id) => (id === "G-2" ? new Promise((resolve) => (go = resolve)) : Promise.resolve())));
    const { router } = open("/db/shop/i/Good/G-1");
    await screen.findByText("Pepper G-1");

    await act(() => router.navigate({ to: "/db/$db/i/$class/$id", params: { db: "shop", class: "Good", id: "G-2" } }));

    expect(await screen.findByRole("heading", { level: 1, name: "G-2" })).toBeTruthy();
    expect(screen.queryByText("Pepper G-1")).toBeNull();
    expect(screen.getByRole("button", { name: "Edit" })).toHaveProperty("disabled", true);
    go();
    expect(await screen.findByText("Pepper G-2")).toBeTruthy();
  });

  it("goes on when another page is shown beside the same sidebar", async () => {
    platform.use(instances());
    const { router } = open("/db/shop/i/Good/G-1");
    await screen.findByText("Pepper G-1");
    const sidebar = screen.getByRole("combobox", { name: "Database" });

    await act(() => router.navigate({ to: "/db/$db/i/$class/$id", params: { db: "shop", class: "Good", id: "G-2" } }));
    await screen.findByText("Pepper G-2");

    expect(screen.getByRole("combobox", { name: "Database" })).toBe(sidebar);
  });

  it("into a class on one branch is not on another", async () => {
    const branch = (name: string) => ({ name, head: "c1", protected: false }) as never;
    platform.use(
      answers("get", "/api/v1/types", []),
      answers("get", "/api/v1/database/{db}/branches", [branch("main"), branch("trial")]),
      answers("post", "/api/v1/database/{db}/ontology/check", { problems: [], changes: [], affected: 0 } as never),
    );
    const { user } = open("/db/shop/ontology?class=Good");
    await user.click(await screen.findByRole("button", { name: "Edit" }));
    const [name] = (await screen.findAllByLabelText("Name")) as [HTMLElement];
    await user.clear(name);
    await user.type(name, "Ware");

    await user.selectOptions(screen.getByRole("combobox", { name: "Branch" }), "trial");

    await waitFor(() => expect(screen.queryByDisplayValue("Ware")).toBeNull());
    expect(sessionStorage.getItem("spice.draft ontology shop/trial/good_1")).toBeNull();
    await user.selectOptions(screen.getByRole("combobox", { name: "Branch" }), "main");
    expect(await screen.findByDisplayValue("Ware")).toBeTruthy();
  });

  it("into a class goes on where one comes back to it, and a new class is offered", async () => {
    const ware = { ...GOOD, name: "Ware" };
    const made = { ...GOOD, id: "", name: "Fresh", properties: [] };
    const kept = (shape: unknown, base: unknown) => JSON.stringify({ base, head: '"c1"', shape });
    sessionStorage.setItem("spice.draft ontology shop/main/good_1", kept(ware, GOOD));
    sessionStorage.setItem("spice.draft ontology shop/main/new", kept(made, null));
    platform.use(
      answers("get", "/api/v1/types", []),
      answers("get", "/api/v1/database/{db}/branches", []),
      answers("post", "/api/v1/database/{db}/ontology/check", { problems: [], changes: [], affected: 0 } as never),
    );
    const { user } = open("/db/shop/ontology?class=Good");

    expect(await screen.findByDisplayValue("Ware")).toBeTruthy();
    await user.click(await screen.findByRole("button", { name: "Cancel" }));
    expect(await screen.findByRole("button", { name: "Edit" })).toBeTruthy();
    await user.click(screen.getByRole("button", { name: "Go on with it" }));

    expect(await screen.findByDisplayValue("Fresh")).toBeTruthy();
  });

  it("is there, and said to be lost by a reload, when the storage is full", async () => {
    platform.use(instances());
    const { user } = open("/db/shop/i/Good/G-1");
    await user.click(await screen.findByRole("button", { name: "Edit" }));
    const full = vi.spyOn(Storage.prototype, "setItem").mockImplementation(() => {
      throw new DOMException("full", "QuotaExceededError");
    });

    await user.type(await screen.findByLabelText(/Title/), "!");

    expect(screen.getByRole("button", { name: "Save 1 change" })).toHaveProperty("disabled", false);
    expect(screen.getByDisplayValue("Pepper G-1!")).toBeTruthy();
    expect(screen.getByText(/a reload would lose/)).toBeTruthy();
    full.mockRestore();
  });

  it("is not written to a disk where it is personal, and is asked for again", async () => {
    platform.use(classes(PERSON), instances());
    const first = open("/db/shop/i/Good/G-1");
    await edit(first.user, /Born in/, "Callao");
    await first.user.type(screen.getByLabelText(/Title/), "!");

    const written = Object.values({ ...sessionStorage }).join();

    expect(written).toContain("Pepper G-1!");
    expect(written).not.toMatch(/Callao|Peru/);
  });
});

describe("after a reload", () => {
  it("a draft goes on without its personal values, and says so", async () => {
    platform.use(classes(PERSON), instances());
    sessionStorage.setItem(
      "spice.draft shop/Good/G-1",
      JSON.stringify({
        version: 1,
        changed: ["title"],
        before: { title: "Pepper G-1" },
        after: { title: "Mine" },
        reason: "",
        forgotten: ["origin"],
      }),
    );

    open("/db/shop/i/Good/G-1");

    expect(await screen.findByDisplayValue("Mine")).toBeTruthy();
    expect(screen.getByDisplayValue("Peru")).toBeTruthy();
    expect(screen.getByText(/Type them again: origin/)).toBeTruthy();
    expect(screen.getByRole("button", { name: "Save 1 change" })).toBeTruthy();
  });
});

describe("drafts", () => {
  it("are gone once one has signed out", async () => {
    platform.use(instances());
    const { user } = open("/db/shop/i/Good/G-1");
    await edit(user, /Title/, "Mine");

    await user.click(screen.getByRole("button", { name: "Sign out" }));

    expect(Object.values({ ...sessionStorage }).join()).not.toContain("Mine");
  });

  it("outlive a token that is no longer taken, for the same person alone", async () => {
    platform.use(answers("get", ONE, hit("G-1")));
    const { user } = open("/db/shop/i/Good/G-1", { token: tokenOf("kim") });
    await edit(user, /Title/, "Mine");
    act(() => holdToken(null));
    act(() => holdToken(tokenOf("kim")));
    expect(sessionStorage.getItem("spice.draft shop/Good/G-1")).toContain("Mine");

    act(() => holdToken(null));
    act(() => holdToken(tokenOf("lee")));

    expect(sessionStorage.getItem("spice.draft shop/Good/G-1")).toBeNull();
  });
});

import { screen, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import { open } from "./console";
import { answers, platform } from "./platform";

describe("the editor of a class", () => {
  it("shows each new property its own texts when one before it is taken away", async () => {
    platform.use(
      answers("get", "/api/v1/types", []),
      answers("get", "/api/v1/database/{db}/branches", []),
      answers("post", "/api/v1/database/{db}/ontology/check", { affected: 0, changes: [], needs: [], problems: [] }),
    );
    const { user } = open("/db/shop/ontology?class=Good");
    await user.click(await screen.findByRole("button", { name: "Edit" }));
    const list = within(await screen.findByRole("group", { name: "Properties" }));
    for (const [name, limit] of [
      ["first", 1],
      ["second", 2],
    ] as const) {
      await user.click(list.getByRole("button", { name: "Property" }));
      await user.click(list.getAllByLabelText("Name").at(-1) as HTMLElement);
      await user.paste(name);
      await user.click(list.getAllByLabelText("Constraints").at(-1) as HTMLElement);
      await user.paste(`{"maxLength":${limit}}`);
    }

    await user.click(list.getByRole("button", { name: "Remove first" }));

    const [name, limits] = [list.getAllByLabelText("Name").at(-1), list.getAllByLabelText("Constraints").at(-1)];
    expect(name).toHaveProperty("value", "second");
    expect(limits).toHaveProperty("value", '{"maxLength":2}');
  });
});

import { screen, waitFor } from "@testing-library/react";
import { afterEach, describe, expect, it } from "vitest";
import { open, violations } from "./console";

const wide = globalThis.matchMedia;

function narrow() {
  globalThis.matchMedia = (media) => ({ ...wide(media), matches: media.includes("max-width") }) as MediaQueryList;
}

afterEach(() => {
  globalThis.matchMedia = wide;
});

describe("a narrow window", () => {
  it("has the page first, and the navigation behind a button that gets the focus back", async () => {
    narrow();
    const { user, container } = open("/");
    await screen.findByRole("link", { name: "Spice shop" });
    expect(screen.queryByRole("navigation", { name: "Main" })).toBeNull();

    const button = screen.getByRole("button", { name: "Sidebar" });
    await user.click(button);

    expect(button.getAttribute("aria-expanded")).toBe("true");
    await waitFor(() => expect(document.activeElement?.textContent).toBe("Home"));
    expect(await violations(container)).toEqual([]);
    await user.keyboard("{Escape}");
    await waitFor(() => expect(screen.queryByRole("navigation", { name: "Main" })).toBeNull());
    expect(document.activeElement).toBe(button);
  });

  it("closes the navigation when one has gone somewhere", async () => {
    narrow();
    const { user, router } = open("/");
    await user.click(await screen.findByRole("button", { name: "Sidebar" }));

    await user.click(await screen.findByRole("link", { name: /your name and preferences/ }));

    await waitFor(() => expect(router.state.location.pathname).toBe("/me"));
    await waitFor(() => expect(screen.queryByRole("navigation", { name: "Main" })).toBeNull());
  });

  it("leaves the navigation beside the page where there is room, and folds it", async () => {
    const { user } = open("/");
    const main = await screen.findByRole("navigation", { name: "Main" });

    await user.click(screen.getByRole("button", { name: "Sidebar" }));

    expect(screen.getByRole("navigation", { name: "Main" })).toBe(main);
    await waitFor(() => expect(document.querySelector(".shell.folded")).not.toBeNull());
  });
});

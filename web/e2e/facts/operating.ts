/** What an administrator and an owner do: what is stuck, and who is erased. */
import assert from "node:assert/strict";
import { go } from "../browser.ts";
import { DB, type Facts } from "./world.ts";

const BUYER = {
  name: "Buyer",
  properties: [
    { name: "email", type: "EMAIL", personal: true },
    { name: "note", type: "xsd:string" },
  ],
};

export const OPERATING: Facts = {
  "a webhook is made, shows its secret once, is paused, and gets another secret": async ({ kim: { page } }) => {
    await go(page, `/db/${DB}/settings?view=webhooks`);
    await page.getByLabel("URL").fill("https://partner.example/hooks");
    await page.getByRole("button", { name: "Create", exact: true }).click();
    const secret = page.getByRole("status").locator("code", { hasText: "whsec_" });
    await secret.waitFor();
    const first = await secret.textContent();
    await page.getByRole("button", { name: "Pause" }).click();
    await page.getByRole("button", { name: "Resume" }).waitFor();
    await page.getByRole("button", { name: "New secret" }).click();
    await page
      .locator("code", { hasText: /whsec_/ })
      .filter({ hasNotText: first ?? "" })
      .waitFor();
    assert.equal(await page.getByRole("alert").count(), 0);
  },

  "operations tell that all is well and nothing is stuck": async ({ kim: { page } }) => {
    await go(page, "/ops");
    await page.getByText("The platform is ready").waitFor();
    await page.getByRole("link", { name: "Dead letters" }).click();

    await page.getByText("Nothing is stuck").waitFor();
  },

  "what is stuck is shown, redriven, and given up": async ({ kim: { page }, platform }) => {
    platform.poison("console");
    await go(page, `/db/${DB}`);
    await go(page, "/ops/dead-letters");
    const group = page.locator("section.card", { hasText: "unreadable" });
    await group.waitFor({ timeout: 30_000 });
    await group.getByRole("button", { name: "Show them" }).click();
    const attempts = group.locator("td.number");
    await page.waitForFunction((cell) => Number(cell?.textContent) >= 4, await attempts.elementHandle(), {
      timeout: 60_000,
    });
    await group.getByRole("button", { name: "Redrive", exact: true }).click();
    await page.getByRole("dialog").getByRole("button", { name: "Redrive", exact: true }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await page.waitForFunction((cell) => Number(cell?.textContent) > 4, await attempts.elementHandle(), {
      timeout: 60_000,
    });
    await group.getByRole("button", { name: "Discard all 1" }).click();
    await page.locator("#ask-reason").fill("nobody sent it");
    await page.locator("#ask-typed").fill("discard");
    await page.getByRole("dialog").getByRole("button", { name: "Discard", exact: true }).click();

    await page.getByText("Nothing is stuck").waitFor({ timeout: 30_000 });
  },

  "a person's data is erased for good, and the page of it says so": async ({ kim, platform, token }) => {
    const { page } = kim;
    const people = `/database/${DB}/instances/Buyer`;
    await platform.call(token, "POST", `/database/${DB}/ontology`, BUYER);
    const hong = { email: "hong@example.com", note: "Fridays" };
    assert.equal((await platform.call(token, "PUT", `${people}/hong`, { data: hong })).status, 201);
    await go(page, `/db/${DB}/i/Buyer/hong`);
    await page.getByText("hong@example.com").waitFor();
    await go(page, `/db/${DB}/settings?view=erasure`);
    await page.locator("#erase-subject").fill("hong");
    await page.getByRole("button", { name: "Erase…" }).click();
    const sure = page.getByRole("dialog").getByRole("button", { name: "Erase for good" });
    assert.equal(await sure.isDisabled(), true);
    await page.locator("#ask-typed").fill("hong");
    await sure.click();
    await page.getByText("The data of hong is erased.").waitFor({ timeout: 30_000 });
    await page.getByRole("rowheader", { name: "hong" }).waitFor({ timeout: 30_000 });
    await go(page, `/db/${DB}/i/Buyer/hong`);
    await page.getByText("Fridays").waitFor();
    await kim.settled();

    assert.equal(await page.getByText("hong@example.com").count(), 0);
    const now = await platform.call(token, "GET", `${people}/hong`);
    assert.deepEqual((now.data as { data: unknown }).data, { note: "Fridays" });
  },
};

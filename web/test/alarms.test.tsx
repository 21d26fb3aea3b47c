import { act, screen, waitFor, within } from "@testing-library/react";
import { describe, expect, it } from "vitest";
import type { components } from "../src/api/schema";
import { unbroken } from "../src/ui/Plot";
import { prefer } from "../src/ui/preferences";
import { open, violations } from "./console";
import { answers, hears, platform, refuses } from "./platform";

type Alarm = components["schemas"]["Alarm"];
const ALARMS = "/api/v1/admin/alarms";
const SERIES = "/api/v1/admin/series";
const AT = "2026-11-29T00:00:00Z";

const QUIET: Alarm = {
  name: "outbox-age",
  says: "commands wait too long for the relay",
  severity: "critical",
  metric: "outbox_age_seconds",
  threshold: 300,
  minutes: 5,
  state: "ok",
  value: 2,
  since: null,
};
const RINGING: Alarm = { ...QUIET, name: "dead-letters", severity: "warning", metric: "dead_letters", threshold: 0 };

function measured(...all: Alarm[]) {
  const point = { at: AT, mean: 2, min: 1, max: 4 };
  platform.use(answers("get", ALARMS, all), answers("get", SERIES, [point]));
}

describe("alarms", () => {
  it("that ring say since when, and what to do", async () => {
    measured({ ...RINGING, state: "ringing", value: 3, since: AT }, QUIET);

    const { container } = open("/ops/alarms");

    const cards = await screen.findByRole("list", { name: "Alarms" });
    const [ringing, quiet] = within(cards).getAllByRole("listitem");
    expect(screen.getByText("1 alarm rings")).toBeTruthy();
    expect(within(ringing as HTMLElement).getByText(/Read why, mend it/)).toBeTruthy();
    expect(
      within(ringing as HTMLElement)
        .getByRole("link", { name: "Look at it" })
        .getAttribute("href"),
    ).toBe("/ops/dead-letters");
    expect((ringing as HTMLElement).querySelector(`time[datetime="${AT}"]`)).not.toBeNull();
    expect(within(quiet as HTMLElement).queryByRole("link")).toBeNull();
    await within(quiet as HTMLElement).findByRole("img", {
      name: "outbox_age_seconds: last 2, least 1, greatest 4",
    });
    expect(await violations(container)).toEqual([]);
  });

  it("are told in Korean, and one that is new says itself what it is", async () => {
    prefer({ language: "ko" });
    measured({ ...QUIET, name: "new-one", says: "something new" }, QUIET);

    open("/ops/alarms");

    expect(await screen.findByText("울리는 알람이 없습니다")).toBeTruthy();
    expect(screen.getByRole("heading", { name: "명령이 릴레이를 기다림" })).toBeTruthy();
    expect(screen.getByRole("heading", { name: "something new" })).toBeTruthy();
  });

  it("are plotted over the time that the address names", async () => {
    measured(QUIET);
    const steps: (string | null)[] = [];
    platform.use(hears("get", SERIES, (request) => void steps.push(new URL(request.url).searchParams.get("step"))));
    const { user, router } = open("/ops/alarms");

    await user.selectOptions(await screen.findByLabelText("Time shown"), "The last day");

    await waitFor(() => expect(steps).toEqual(["60", "900"]));
    expect(router.state.location.search).toEqual({ span: "day" });
  });

  it("are where a link from before their own path leads, and what there is none of is the first part", async () => {
    measured(QUIET);
    const old = open("/ops?view=alarms&span=day");
    await waitFor(() => expect(old.router.state.location.href).toBe("/ops/alarms?span=day"));

    await act(() => old.router.navigate({ to: "/ops/nothing" as never }));

    await waitFor(() => expect(screen.getByRole("link", { name: "Health" }).getAttribute("aria-current")).toBe("page"));
  });

  it("that nothing measures are no quiet ones", async () => {
    platform.use(answers("get", ALARMS, [{ ...QUIET, state: "unknown", value: null }]), answers("get", SERIES, []));

    open("/ops/alarms");

    expect(await screen.findByText("not measured")).toBeTruthy();
    expect(await screen.findByText("Nothing was measured in this time.")).toBeTruthy();
  });

  it("of who may not see them say so", async () => {
    platform.use(refuses("get", ALARMS, 403, { code: "forbidden", message: "this needs the claim admin" }));

    open("/ops/alarms");

    expect(await screen.findByText("this needs the claim admin")).toBeTruthy();
  });

  it("are empty where nothing is watched", async () => {
    platform.use(answers("get", ALARMS, []));

    open("/ops/alarms");

    expect(await screen.findByText("No alarms")).toBeTruthy();
  });
});

describe("a plot", () => {
  it("is broken where a step is missing", () => {
    const at = (minute: number) => ({ at: new Date(minute * 60_000).toISOString(), mean: 1, min: 1, max: 1 });

    const runs = unbroken([at(1), at(2), at(5), at(6)], 60);

    expect(runs.map((run) => run.length)).toEqual([2, 2]);
  });
});

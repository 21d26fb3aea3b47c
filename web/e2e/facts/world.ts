/** What the facts share: the platform, the browser, who looks. */
import type { launch, Visit } from "../browser.ts";
import type { Platform } from "../platform.ts";

export interface World {
  readonly platform: Platform;
  readonly browser: Awaited<ReturnType<typeof launch>>;
  readonly kim: Visit;
  readonly token: string;
  readonly other: string;
}

export type Facts = Readonly<Record<string, (world: World) => Promise<void>>>;

export const DB = "shop";

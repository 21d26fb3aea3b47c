/** What a person prefers goes with the account: taken over when one signs in, kept there when it changes. */
import { useQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { api, dataOf, type Schemas } from "../api/client";
import { same } from "../api/numbers";
import { accountPreferences } from "../api/queries";
import { onPreferences, type Preferences, prefer, preferences } from "../ui/preferences";

const PAUSE = 600;

/** Follow the account's preferences, and tell it of changes; what cannot be told stays this browser's. */
export function useAccountPreferences(): void {
  const { data } = useQuery(accountPreferences);
  useEffect(() => {
    if (data === undefined) return undefined;
    prefer(ofBrowser(data));
    let known = ofAccount(preferences());
    let timer: ReturnType<typeof setTimeout> | undefined;
    const stop = onPreferences(() => {
      const body = ofAccount(preferences());
      if (same(body, known)) return;
      known = body;
      clearTimeout(timer);
      timer = setTimeout(() => void tell(body).catch(() => undefined), PAUSE);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [data]);
}

/** What is said elsewhere, as what one is called, stays. */
async function tell(body: Schemas["PreferencesBody"]): Promise<void> {
  const { name } = await dataOf(api.GET("/api/v1/me/preferences"));
  await api.PUT("/api/v1/me/preferences", { body: { ...body, ...(name !== undefined && { name }) } });
}

function ofAccount({ language, zone, theme, singleKeys }: Preferences): Schemas["PreferencesBody"] {
  return { language, timezone: zone, theme, single_keys: singleKeys };
}

function ofBrowser({ language, timezone, theme, single_keys }: Schemas["Preferences"]): Partial<Preferences> {
  return {
    ...(language !== undefined && { language }),
    ...(timezone !== undefined && { zone: timezone }),
    ...(theme !== undefined && { theme }),
    ...(single_keys !== undefined && { singleKeys: single_keys }),
  };
}

/** What a person prefers goes with the account: taken over when one signs in, kept there when it changes. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api, dataOf, type Schemas } from "../api/client";
import { same } from "../api/numbers";
import { accountPreferences } from "../api/queries";
import { onPreferences, type Preferences, prefer, preferences } from "../ui/preferences";

const PAUSE = 600;

/** Follow the account's preferences, and tell it of changes; what cannot be told stays this browser's. */
export function useAccountPreferences(): void {
  const queries = useQueryClient();
  const { data } = useQuery(accountPreferences);
  const untold = useRef(false);
  useEffect(() => {
    let known = ofAccount(preferences());
    let timer: ReturnType<typeof setTimeout> | undefined;
    async function send() {
      const body = known;
      const told = await tell(body).catch(() => null);
      if (body !== known) return;
      untold.current = false;
      if (told === null) return;
      await queries.cancelQueries({ queryKey: accountPreferences.queryKey });
      queries.setQueryData(accountPreferences.queryKey, told);
    }
    const stop = onPreferences(() => {
      const body = ofAccount(preferences());
      if (same(body, known)) return;
      known = body;
      if (taking) return;
      untold.current = true;
      clearTimeout(timer);
      timer = setTimeout(() => void send(), PAUSE);
    });
    return () => {
      stop();
      clearTimeout(timer);
    };
  }, [queries]);
  useEffect(() => {
    // What was chosen here and is not told yet is newer than what the account says.
    if (data !== undefined && !untold.current) take(ofBrowser(data));
  }, [data]);
}

let taking = false;

function take(theirs: Partial<Preferences>): void {
  taking = true;
  prefer(theirs);
  taking = false;
}

/** What is said elsewhere, as what one is called, stays. */
async function tell(own: Schemas["PreferencesBody"]): Promise<Schemas["Preferences"]> {
  const { name } = await dataOf(api.GET("/api/v1/me/preferences"));
  const body = { ...own, ...(name !== undefined && { name }) };
  await dataOf(api.PUT("/api/v1/me/preferences", { body }));
  return body as Schemas["Preferences"];
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

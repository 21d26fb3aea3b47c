/** What a person set: language, zone, theme, single keys. The browser keeps it, and the account has it (app/account). */
import { useSyncExternalStore } from "react";

export type Language = "en" | "ko";
export type Theme = "light" | "dark" | "system";

export interface Preferences {
  readonly language: Language;
  /** A name of the zone database. */
  readonly zone: string;
  readonly theme: Theme;
  readonly singleKeys: boolean;
  readonly folded: boolean;
}

const PLACE = "spice.preferences";
const listeners = new Set<() => void>();

function initial(): Preferences {
  return {
    language: navigator.language.startsWith("ko") ? "ko" : "en",
    zone: Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC",
    theme: "system",
    singleKeys: true,
    folded: false,
  };
}

function stored(): Preferences {
  try {
    return { ...initial(), ...(JSON.parse(localStorage.getItem(PLACE) ?? "{}") as Partial<Preferences>) };
  } catch {
    // What another version or a person wrote there is not read; it is written over by the next choice.
    return initial();
  }
}

let current = stored();

export function preferences(): Preferences {
  return current;
}

export function prefer(change: Partial<Preferences>): void {
  current = { ...current, ...change };
  localStorage.setItem(PLACE, JSON.stringify(current));
  tell();
}

function tell(): void {
  for (const listener of listeners) listener();
}

// Another tab has chosen: this one must not write over it with what it knew before.
globalThis.addEventListener?.("storage", ({ key }) => {
  if (key !== PLACE) return;
  current = stored();
  tell();
});

export function onPreferences(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function usePreferences(): Preferences {
  return useSyncExternalStore(onPreferences, preferences);
}

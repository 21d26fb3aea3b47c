/** Whether the window is as narrow as a telephone's or half a screen: what stands beside a page then lies over it. */
import { useSyncExternalStore } from "react";

/** As in app.css. */
const NARROW = "(max-width: 900px)";

export function useNarrow(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const media = matchMedia(NARROW);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    () => matchMedia(NARROW).matches,
  );
}

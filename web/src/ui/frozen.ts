/** What of a page goes on changing, and how its address says what it is now: a link that is sent shows the same. */
import { useEffect } from "react";

type Frozen = Readonly<Record<string, string | number | undefined>>;

let now: Frozen | null = null;

/** What to put into the address, so that it shows this for good; null where the page cannot be held fast. */
export function frozen(): Frozen | null {
  return now;
}

/** Say how the page that is shown is held fast; without anything, that it cannot be. */
export function useFrozen(search: Frozen | null): void {
  const told = JSON.stringify(search);
  useEffect(() => {
    now = JSON.parse(told) as Frozen | null;
    return () => {
      now = null;
    };
  }, [told]);
}

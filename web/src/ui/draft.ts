/** What was typed and not yet given: kept in the tab, through a sign-in or a reload. */
import { useCallback, useState } from "react";
import { parseExact, writeExact } from "../api/numbers";

export interface Draft<Content> {
  readonly content: Content | null;
  readonly keep: (content: Content) => void;
  readonly drop: () => void;
}

export function useDraft<Content>(name: string): Draft<Content> {
  const place = `spice.draft ${name}`;
  const [content, setContent] = useState<Content | null>(() => {
    const kept = sessionStorage.getItem(place);
    return kept === null ? null : (parseExact(kept) as Content);
  });
  const keep = useCallback(
    (next: Content) => {
      sessionStorage.setItem(place, writeExact(next));
      setContent(next);
    },
    [place],
  );
  const drop = useCallback(() => {
    sessionStorage.removeItem(place);
    setContent(null);
  }, [place]);
  return { content, keep, drop };
}

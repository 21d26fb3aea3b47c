/** Whoever has no token any more leaves: nothing that was read stays, and the page that was left is kept. */
import type { QueryClient } from "@tanstack/react-query";
import { currentToken, onToken } from "../api/token";

interface Router {
  readonly invalidate: () => Promise<void>;
}

export function leaveWithoutToken(router: Router, queries: QueryClient): () => void {
  return onToken(() => {
    if (currentToken() !== null) return;
    queries.clear();
    void router.invalidate();
  });
}

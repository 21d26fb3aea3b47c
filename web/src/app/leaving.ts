/** Whoever has no token any more leaves: nothing that was read stays but the page that was left, and their drafts. */
import type { QueryClient } from "@tanstack/react-query";
import { currentToken, onToken } from "../api/token";
import { draftsAreOf, dropDrafts } from "../ui/draft";
import type { Config } from "./config";
import { leaveIssuer, stayOut } from "./signing-in";

interface Router {
  readonly invalidate: () => Promise<void>;
}

export function leaveWithoutToken(router: Router, queries: QueryClient): () => void {
  return onToken(() => {
    const token = currentToken();
    const subject = token === null ? undefined : subjectOf(token);
    if (subject !== undefined) draftsAreOf(subject);
    if (token !== null) return;
    queries.clear();
    void router.invalidate();
  });
}

/** Sign out, at the issuer as well: what was typed and not given is forgotten, too. */
export function signOut(config: Config): void {
  dropDrafts();
  stayOut();
  leaveIssuer(config).catch(() => undefined);
}

/** Whose a token is, where it says so. */
function subjectOf(token: string): string | undefined {
  try {
    const claims = token.split(".")[1] ?? "";
    const { sub } = JSON.parse(atob(claims.replaceAll("-", "+").replaceAll("_", "/"))) as { sub?: unknown };
    return typeof sub === "string" ? sub : undefined;
  } catch {
    return undefined;
  }
}

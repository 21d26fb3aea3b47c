/** The console begins: what the stage says, the words, the theme, the router. */
import { FocusStyleManager } from "@blueprintjs/core";
import "@blueprintjs/core/lib/css/blueprint.css";
import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { createRoot } from "react-dom/client";
import "./app.css";
import { keepsNumbers } from "../api/numbers";
import { makeQueries } from "../api/queries";
import { startWords } from "../locales";
import { readConfig } from "./config";
import { Configured } from "./configured";
import { leaveWithoutToken } from "./leaving";
import { makeRouter } from "./router";
import { followTheme } from "./theme";

const RELOADED = "spice.reloaded";

/** A part that a newer deployment has replaced is missing: load the page anew, once. */
globalThis.addEventListener("vite:preloadError", (event) => {
  if (sessionStorage.getItem(RELOADED) !== null) return;
  event.preventDefault();
  sessionStorage.setItem(RELOADED, "yes");
  globalThis.location.reload();
});

async function begin(root: HTMLElement): Promise<void> {
  const t = startWords();
  followTheme();
  FocusStyleManager.onlyShowFocusOnTabs();
  if (!keepsNumbers) {
    root.textContent = t("shell.oldBrowser");
    return;
  }
  const config = await readConfig();
  const queries = makeQueries();
  const router = makeRouter();
  // A page that was shown had all its parts: the next deployment may take one away again.
  router.subscribe("onRendered", () => sessionStorage.removeItem(RELOADED));
  leaveWithoutToken(router, queries);
  createRoot(root).render(
    <Configured value={config}>
      <QueryClientProvider client={queries}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </Configured>,
  );
}

const root = document.getElementById("root");
if (root !== null) {
  begin(root).catch(() => {
    root.textContent = startWords()("shell.unreached");
  });
}

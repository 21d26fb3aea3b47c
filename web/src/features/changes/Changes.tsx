/** How the ontology changes: what is proposed, which branches there are, what was committed. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/Page";
import { Branches } from "./Branches";
import { Commits } from "./Commits";
import { Pulls } from "./Pulls";

const route = getRouteApi("/in/db/$db/changes");
const VIEWS = ["pulls", "branches", "commits"] as const;

export function Changes() {
  const { t } = useTranslation();
  const { db } = route.useParams();
  const { view = "pulls", state = "open", branch = "main" } = route.useSearch();
  return (
    <Page title={t("nav.changes")}>
      <nav aria-label={t("changes.views")}>
        <ul className="plain row">
          {VIEWS.map((each) => (
            <li key={each}>
              <Link
                from="/db/$db/changes"
                to="."
                search={{ view: each }}
                className={each === view ? "bp6-button bp6-active" : "bp6-button bp6-minimal"}
                aria-current={each === view ? "page" : undefined}
              >
                {t(`changes.view.${each}`)}
              </Link>
            </li>
          ))}
        </ul>
      </nav>
      {view === "pulls" ? <Pulls db={db} state={state} /> : null}
      {view === "branches" ? <Branches db={db} /> : null}
      {view === "commits" ? <Commits db={db} branch={branch} /> : null}
    </Page>
  );
}

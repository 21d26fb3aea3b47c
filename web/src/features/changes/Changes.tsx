/** How the ontology changes: what is proposed, which branches there are, what was committed. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/Page";
import { Views } from "../../ui/Views";
import { Branches } from "./Branches";
import { Commits } from "./Commits";
import { Pulls } from "./Pulls";

const route = getRouteApi("/in/db/$db/changes");
const VIEWS = ["pulls", "branches", "commits"] as const;

export function Changes() {
  const { t } = useTranslation();
  const { db } = route.useParams();
  const { view = "pulls", state = "open", who, branch = "main", path } = route.useSearch();
  return (
    <Page title={t("nav.changes")}>
      <Views
        label={t("changes.views")}
        views={VIEWS}
        chosen={view}
        named={(each) => t(`changes.view.${each}`)}
        link={(each, parts) => <Link from="/db/$db/changes" to="." search={{ view: each }} {...parts} />}
      />
      {view === "pulls" ? <Pulls db={db} state={state} who={who} /> : null}
      {view === "branches" ? <Branches db={db} /> : null}
      {view === "commits" ? <Commits db={db} branch={branch} path={path} /> : null}
    </Page>
  );
}

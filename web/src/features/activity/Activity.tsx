/** What happened and what is going on: commands, the audit of the log, the change feed. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/Page";
import { Views } from "../../ui/Views";
import { Audit } from "./Audit";
import { Commands } from "./Commands";
import { Feed } from "./Feed";
import { OneCommand } from "./OneCommand";
import { sinceSpan } from "./Since";

const route = getRouteApi("/in/db/$db/activity");
const VIEWS = ["commands", "audit", "events"] as const;

export function Activity() {
  const { t } = useTranslation();
  const { db } = route.useParams();
  const { view = "commands", command } = route.useSearch();
  // The feed tells in order of arrival: it begins with the last day, not with all that ever was.
  const [begin] = useState<{ [view: string]: string }>({ events: sinceSpan("day") });
  return (
    <Page title={t("nav.activity")}>
      <Views
        label={t("activity.views")}
        views={VIEWS}
        chosen={view}
        named={(each) => t(`activity.view.${each}`)}
        link={(each, parts) => (
          <Link from="/db/$db/activity" to="." search={{ view: each, since: begin[each] }} {...parts} />
        )}
      />
      {view === "commands" ? command ? <OneCommand db={db} id={command} /> : <Commands db={db} /> : null}
      {view === "audit" ? <Audit db={db} /> : null}
      {view === "events" ? <Feed db={db} /> : null}
    </Page>
  );
}

/** For who runs the platform: is it well, is it behind, what is stuck, is the log what it was. */
import { Button, Switch } from "@blueprintjs/core";
import { useQueryClient } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/Page";
import { TimeText } from "../../ui/TimeText";
import { Views } from "../../ui/Views";
import { Alarms } from "./Alarms";
import { DeadLetters } from "./DeadLetters";
import { Health } from "./Health";
import { Lag } from "./Lag";
import { Verify } from "./Verify";

const route = getRouteApi("/in/ops/$view");
const VIEWS = ["health", "alarms", "lag", "dead-letters", "verify"] as const;
const EVERY = 10_000;

export function Operations() {
  const { t } = useTranslation();
  const { view } = route.useParams();
  const { span = "hour" } = route.useSearch();
  const queries = useQueryClient();
  const [live, setLive] = useState(true);
  const [at, setAt] = useState(() => new Date().toISOString());
  useEffect(() => {
    if (!live) return undefined;
    const timer = setInterval(() => {
      if (document.hidden) return;
      void queries.invalidateQueries({ queryKey: ["all", "ops"] }).then(() => setAt(new Date().toISOString()));
    }, EVERY);
    return () => clearInterval(timer);
  }, [live, queries]);
  return (
    <Page
      title={t("nav.operations")}
      note={
        <>
          {t("ops.updated")} <TimeText at={at} precise />
        </>
      }
      actions={
        <>
          <Switch checked={live} label={t("ops.live")} onChange={() => setLive(!live)} />
          <Button
            onClick={() =>
              void queries.invalidateQueries({ queryKey: ["all", "ops"] }).then(() => setAt(new Date().toISOString()))
            }
          >
            {t("act.refresh")}
          </Button>
        </>
      }
    >
      <Views
        label={t("ops.views")}
        views={VIEWS}
        chosen={view}
        named={(each) => t(`ops.view.${each}`)}
        link={(each, parts) => <Link to="/ops/$view" params={{ view: each }} {...parts} />}
      />
      {view === "health" ? <Health /> : null}
      {view === "alarms" ? <Alarms span={span} /> : null}
      {view === "lag" ? <Lag /> : null}
      {view === "dead-letters" ? <DeadLetters /> : null}
      {view === "verify" ? <Verify /> : null}
    </Page>
  );
}

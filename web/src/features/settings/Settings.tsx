/** What a database is called and holds to, who may do what, who is told, and whose data is erased. */
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "../../ui/Page";
import { useMay } from "../../ui/roles";
import { Views } from "../../ui/Views";
import { Erasure } from "./Erasure";
import { General } from "./General";
import { Grants } from "./Grants";
import { Webhooks } from "./Webhooks";

const route = getRouteApi("/in/db/$db/settings");
const VIEWS = ["general", "grants", "webhooks", "erasure"] as const;

export function Settings() {
  const { t } = useTranslation();
  const { db } = route.useParams();
  const { view = "general" } = route.useSearch();
  const may = useMay(db);
  const cannot = may.least("owner") ? undefined : t("role.needs", { role: t("role.owner") });
  return (
    <Page title={t("nav.settings")} note={cannot}>
      <Views
        label={t("settings.views")}
        views={VIEWS}
        chosen={view}
        named={(each) => t(`settings.view.${each}`)}
        link={(each, parts) => <Link from="/db/$db/settings" to="." search={{ view: each }} {...parts} />}
      />
      {view === "general" ? <General db={db} cannot={cannot} /> : null}
      {view === "grants" ? <Grants db={db} cannot={cannot} /> : null}
      {view === "erasure" ? <Erasure db={db} cannot={cannot} /> : null}
      {view === "webhooks" ? <Webhooks db={db} cannot={cannot} /> : null}
    </Page>
  );
}

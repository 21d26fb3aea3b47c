/** Google Sheets of a database: who reads them, and which are brought in whenever they change. */
import { getRouteApi } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Page } from "../../../ui/Page";
import { useMay } from "../../../ui/roles";
import { Connections } from "./Connections";
import { Credentials } from "./Credentials";

const route = getRouteApi("/in/db/$db/imports/sheets");

export function Sheets() {
  const { t } = useTranslation();
  const { db } = route.useParams();
  const may = useMay(db);
  const cannot =
    may.role === undefined || may.least("editor") ? undefined : t("role.needs", { role: t("role.editor") });
  return (
    <Page title={t("sheets.title")} note={cannot}>
      <h2 className="bp6-heading">{t("sheets.connections")}</h2>
      <Connections db={db} />
      <h2 className="bp6-heading">{t("sheets.credentials")}</h2>
      <Credentials db={db} owner={may.least("owner")} />
    </Page>
  );
}

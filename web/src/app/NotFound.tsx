/** No page of this console has the address. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Empty } from "../ui/Answered";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <main className="page" id="content">
      <h1 className="only-spoken">{t("notFound.title")}</h1>
      <Empty title={t("notFound.title")} action={<Link to="/">{t("nav.home")}</Link>} />
    </main>
  );
}

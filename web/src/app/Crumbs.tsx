/** Where one is: the database, then the page's parts. */
import { Link, useParams } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

export function Crumbs() {
  const { t } = useTranslation();
  const { db, class: name, id } = useParams({ strict: false });
  return (
    <nav aria-label={t("shell.crumbs")} className="crumbs">
      <ol>
        <li>
          <Link to="/">{t("nav.home")}</Link>
        </li>
        {db === undefined ? null : (
          <li>
            <Link to="/db/$db" params={{ db }}>
              {db}
            </Link>
          </li>
        )}
        {db === undefined || name === undefined ? null : (
          <li>
            <Link to="/db/$db/explore" params={{ db }} search={{ class: name }}>
              {name}
            </Link>
          </li>
        )}
        {name === undefined || id === undefined ? null : (
          <li className="ellipsis" aria-current="page">
            {id}
          </li>
        )}
      </ol>
    </nav>
  );
}

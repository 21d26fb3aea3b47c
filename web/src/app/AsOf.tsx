/** That the past is shown, wherever on the page one is; and the way back to now. */
import { Tag } from "@blueprintjs/core";
import { Cross } from "@blueprintjs/icons";
import { Link, useLocation, useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { TimeText } from "../ui/TimeText";

const COMMIT = /^[0-9a-f]{16,}$/;
const SHORT = 10;

export function AsOf() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const search = useSearch({ strict: false }) as { at?: string; v?: number };
  const inside = /\/(ontology|i\/)/.test(pathname);
  if (!inside || (search.at === undefined && search.v === undefined)) return null;
  const { at } = search;
  return (
    <Tag minimal intent="warning" className="past-mark">
      {t("link.asOf")}{" "}
      {at === undefined ? (
        t("instance.version", { version: search.v })
      ) : COMMIT.test(at) ? (
        <code>{at.slice(0, SHORT)}</code>
      ) : (
        <TimeText at={at} />
      )}{" "}
      <Link
        to="."
        search={((was: object) => ({ ...was, at: undefined, v: undefined, cmp: undefined })) as never}
        aria-label={t("instance.toNow")}
      >
        <Cross />
      </Link>
    </Tag>
  );
}

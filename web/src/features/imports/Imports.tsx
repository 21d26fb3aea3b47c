/** The imports of a database, newest first. */
import { Button, Tag } from "@blueprintjs/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Answered, Empty } from "../../ui/Answered";
import { useCount } from "../../ui/labels";
import { Page } from "../../ui/Page";
import { Person } from "../../ui/Person";
import { useMay } from "../../ui/roles";
import { Table } from "../../ui/Table";
import { TimeText } from "../../ui/TimeText";
import { imports } from "./reads";

const route = getRouteApi("/in/db/$db/imports");

export function Imports() {
  const { t } = useTranslation();
  const { db } = route.useParams();
  const count = useCount();
  const may = useMay(db);
  const found = useInfiniteQuery(imports(db));
  const begin = may.least("editor") ? (
    <Link className="bp6-button bp6-intent-primary" to="/db/$db/imports/new" params={{ db }}>
      {t("imports.new")}
    </Link>
  ) : undefined;
  const sheets = may.least("editor") ? (
    <Link className="bp6-button" to="/db/$db/imports/sheets" params={{ db }}>
      {t("sheets.title")}
    </Link>
  ) : null;
  return (
    <Page
      title={t("nav.imports")}
      actions={
        <>
          {sheets}
          {begin}
        </>
      }
    >
      <Answered
        of={found}
        isEmpty={({ pages }) => pages[0]?.data.length === 0}
        empty={
          <Empty title={t("imports.none")} action={begin}>
            {t("imports.noneText")}
          </Empty>
        }
      >
        {({ pages }) => (
          <Table
            label={t("nav.imports")}
            head={[
              t("imports.file"),
              t("explore.class"),
              t("activity.state"),
              t("imports.rows"),
              t("imports.rejected"),
              t("activity.actor"),
              t("activity.at"),
            ]}
          >
            {pages
              .flatMap((page) => page.data)
              .map((each) => (
                <tr key={each.import_id}>
                  <td>
                    <Link to="/db/$db/imports/$id" params={{ db, id: each.import_id }}>
                      {each.source.file || each.import_id.slice(0, 8)}
                    </Link>{" "}
                    {each.dry_run ? <Tag minimal>{t("imports.dry")}</Tag> : null}
                  </td>
                  <td>{each.class}</td>
                  <td>{t(`importState.${each.state}`)}</td>
                  <td className="number">{count(each.succeeded)}</td>
                  <td className="number">{count(each.rejected)}</td>
                  <td>
                    <Person of={each.actor} />
                  </td>
                  <td>
                    <TimeText at={each.created_at} />
                  </td>
                </tr>
              ))}
          </Table>
        )}
      </Answered>
      {found.hasNextPage ? (
        <Button loading={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {t("act.more")}
        </Button>
      ) : null}
    </Page>
  );
}

/** What was delivered to a webhook, what was not, and once more. */
import { Button, Tag } from "@blueprintjs/core";
import { useInfiniteQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, read } from "../../api/client";
import { Answered } from "../../ui/Answered";
import { Table } from "../../ui/Table";
import { TimeText } from "../../ui/TimeText";
import { TroubleNote } from "../../ui/Trouble";

export function Deliveries({ db, id }: { readonly db: string; readonly id: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const queryKey = [db, "deliveries", id];
  const found = useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam }) => {
      const query = { limit: 50, ...(pageParam !== "" && { cursor: pageParam }) };
      const told = api.GET("/api/v1/database/{db}/webhooks/{id}/deliveries", { params: { path: { db, id }, query } });
      return (await read(told)).body;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.meta.next_cursor,
  });
  const [error, setError] = useState<unknown>(null);
  async function again(event_id: string) {
    try {
      await read(
        api.POST("/api/v1/database/{db}/webhooks/{id}/deliveries/{event_id}/redeliver", {
          params: { path: { db, id, event_id } },
        }),
      );
      setError(null);
      await queries.invalidateQueries({ queryKey });
    } catch (cause) {
      setError(cause);
    }
  }
  return (
    <>
      {error ? <TroubleNote error={error} /> : null}
      <Answered
        of={found}
        isEmpty={({ pages }) => pages[0]?.data.length === 0}
        empty={<p className="muted">{t("hooks.noDeliveries")}</p>}
      >
        {({ pages }) => (
          <Table
            label={t("hooks.deliveries")}
            head={[
              t("activity.at"),
              t("activity.type"),
              t("activity.state"),
              t("hooks.tries"),
              t("hooks.status"),
              t("changes.deeds"),
            ]}
          >
            {pages
              .flatMap((page) => page.data)
              .map((each) => (
                <tr key={each.event_id}>
                  <td>
                    <TimeText at={each.at} precise />
                  </td>
                  <td>{each.type}</td>
                  <td>
                    <Tag minimal>{t(`hooks.delivery.${each.state}`)}</Tag>
                  </td>
                  <td className="number">{each.tries}</td>
                  <td className="number">
                    {each.status ?? "–"} {each.error}
                  </td>
                  <td>
                    <Button size="small" onClick={() => void again(each.event_id)}>
                      {t("hooks.redeliver")}
                    </Button>
                  </td>
                </tr>
              ))}
          </Table>
        )}
      </Answered>
      {found.hasNextPage ? <Button onClick={() => void found.fetchNextPage()}>{t("act.more")}</Button> : null}
    </>
  );
}

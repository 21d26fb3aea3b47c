/** The audit: who did what, when and why, as the log tells it, the newest first. */
import { Button, HTMLSelect, InputGroup } from "@blueprintjs/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { Empty } from "../../ui/Answered";
import { isEnter } from "../../ui/keys";
import { useNames } from "../../ui/kinds";
import { PagedTable } from "../../ui/PagedTable";
import { Person } from "../../ui/Person";
import { TimeText } from "../../ui/TimeText";
import { About } from "./About";
import { audit, EVENT_TYPES } from "./reads";
import { Since } from "./Since";

const route = getRouteApi("/in/db/$db/activity");

export function Audit({ db }: { readonly db: string }) {
  const { t } = useTranslation();
  const names = useNames();
  const { actor, type, since } = route.useSearch();
  const navigate = useNavigate({ from: "/db/$db/activity" });
  const found = useInfiniteQuery(audit(db, { actor, type: EVENT_TYPES.find((each) => each === type), since }));
  const [typed, setTyped] = useState(actor ?? "");
  const ask = (change: { actor?: string | undefined; type?: string | undefined; since?: string | undefined }) =>
    void navigate({ search: { view: "audit", actor, type, since, ...change } });
  const search = () => ask({ actor: typed || undefined });
  return (
    <div className="stack">
      <div className="row">
        <InputGroup
          aria-label={t("activity.actor")}
          placeholder={t("activity.actor")}
          value={typed}
          onValueChange={setTyped}
          onKeyDown={(event) => {
            if (isEnter(event)) search();
          }}
        />
        <HTMLSelect
          aria-label={t("activity.type")}
          value={type ?? ""}
          onChange={(event) => ask({ type: event.target.value || undefined })}
        >
          <option value="">{t("activity.anyType")}</option>
          {EVENT_TYPES.map((each) => (
            <option key={each} value={each}>
              {names.kind(each)}
            </option>
          ))}
        </HTMLSelect>
        <Since label={t("activity.happened")} since={since} onChoose={(chosen) => ask({ since: chosen })} />
        <Button onClick={search}>{t("act.search")}</Button>
      </div>
      <PagedTable
        of={found}
        label={t("activity.view.audit")}
        head={[t("activity.at"), t("activity.type"), t("activity.actor"), t("activity.about"), t("activity.reason")]}
        empty={<Empty title={t("activity.noEvents")} />}
      >
        {(each) => (
          <tr key={each.event_id ?? each.command_id}>
            <td>
              <TimeText at={each.at} precise />
            </td>
            <td>{each.request ? `${each.request.method} ${each.request.route}` : names.kind(each.type)}</td>
            <td>
              <Person of={each.actor} />
            </td>
            <td>
              <About db={db} of={each} />
            </td>
            <td>{each.codes?.map(names.code).join(", ") ?? each.reason}</td>
          </tr>
        )}
      </PagedTable>
    </div>
  );
}

/** One commit: what it changed, and the way back to it. */
import { Button } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas } from "../../api/client";
import { useCommand } from "../../api/command";
import { branches } from "../../api/queries";
import { Answered } from "../../ui/Answered";
import { AskCommand } from "../../ui/Dialogs";
import { DiffList } from "../../ui/DiffList";
import { Page } from "../../ui/Page";
import { Person } from "../../ui/Person";
import { useMay } from "../../ui/roles";
import { TimeText } from "../../ui/TimeText";
import { commit } from "./reads";

const route = getRouteApi("/in/db/$db/commits/$commit");

export function CommitPage() {
  const { t } = useTranslation();
  const { db, commit: id } = route.useParams();
  const found = useQuery(commit(db, id));
  // Read anew, however lately it was: whether main is elsewhere decides what is offered.
  const { data: all = [] } = useQuery({ ...branches(db), staleTime: 0 });
  const may = useMay(db);
  const [rolling, setRolling] = useState(false);
  const main = all.find((each) => each.name === "main");
  const cannot = may.least("modeler") ? undefined : t("role.needs", { role: t("role.modeler") });
  return (
    <Page
      title={found.data?.message || t("changes.commit")}
      note={
        found.data ? (
          <>
            <code>{id.slice(0, 12)}</code> · <Person of={found.data.author} /> · <TimeText at={found.data.at} />
          </>
        ) : undefined
      }
      actions={
        <>
          <Link className="bp6-button" to="/db/$db/ontology" params={{ db }} search={{ at: id }}>
            {t("changes.ontologyThen")}
          </Link>
          {main && main.head !== id ? (
            <Button disabled={cannot !== undefined} title={cannot} onClick={() => setRolling(true)}>
              {t("changes.rollback")}
            </Button>
          ) : null}
        </>
      }
    >
      <Answered of={found}>
        {(one) => (
          <div className="stack">
            {one.waived.length > 0 ? (
              <ul>
                {one.waived.map((each) => (
                  <li key={each.path}>
                    <code>{each.path}</code> {t("changes.waived", { reason: each.reason })}
                  </li>
                ))}
              </ul>
            ) : null}
            <DiffList changes={one.changes} />
          </div>
        )}
      </Answered>
      {rolling && main ? <Rollback db={db} to={id} head={main.head} onClose={() => setRolling(false)} /> : null}
    </Page>
  );
}

interface RollingBack {
  readonly db: string;
  readonly to: string;
  readonly head: string | null;
  readonly onClose: () => void;
}

function Rollback({ db, to, head, onClose }: RollingBack) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const rollback = useCommand<Schemas["RollingBack"]>({
    db,
    label: t("changes.rollingBack"),
    send: (body, headers) =>
      api.POST("/api/v1/database/{db}/branches/{branch}/rollback", {
        params: { path: { db, branch: "main" } },
        body,
        headers,
      }),
  });
  return (
    <AskCommand
      title={t("changes.rollbackTitle")}
      act={t("changes.rollback")}
      intent="warning"
      reason="required"
      command={rollback}
      input={(message) => ({ to, message })}
      ifMatch={head}
      onClose={onClose}
      onDone={() => void navigate({ to: "/db/$db/changes", params: { db }, search: { view: "commits" } })}
    >
      <p>{t("changes.rollbackText")}</p>
    </AskCommand>
  );
}

/** Delete a class: what it would mean is shown first. */
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf, type Schemas } from "../../api/client";
import { useCommand } from "../../api/command";
import type { Class } from "../../api/queries";
import { Answered } from "../../ui/Answered";
import { Ask } from "../../ui/Dialogs";
import { DiffList } from "../../ui/DiffList";

interface Deleting {
  readonly db: string;
  readonly branch: string;
  readonly head: string | null;
  readonly shape: Class;
  readonly onClose: () => void;
}

export function DeleteClass({ db, branch, head, shape, onClose }: Deleting) {
  const { t } = useTranslation();
  const [waive, setWaive] = useState(false);
  const changes = [{ op: "delete" as const, name: shape.name }];
  const check = useQuery({
    queryKey: [db, "check", branch, "delete", shape.name, head],
    queryFn: () =>
      dataOf(
        api.POST("/api/v1/database/{db}/ontology/check", {
          params: { path: { db }, query: { branch } },
          body: { changes },
        }),
      ),
  });
  const remove = useCommand<Schemas["OntologyChanges"]>({
    db,
    label: t("ontology.deleting", { name: shape.name }),
    send: (body, headers) =>
      api.POST("/api/v1/database/{db}/ontology/changes", {
        params: { path: { db }, query: { branch } },
        body,
        headers,
      }),
  });
  const gated = (check.data?.needs ?? []).filter((each) => each.waivable);
  const breaking = (check.data?.problems ?? []).filter((each) => each.code === "breaking_change");
  const refused =
    (check.data?.problems.length ?? 0) > breaking.length || (check.data?.needs.length ?? 0) > gated.length;
  return (
    <Ask
      open
      title={t("ontology.deleteTitle", { name: shape.name })}
      act={t("edit.delete")}
      intent="danger"
      reason="required"
      disabled={check.data === undefined || refused || (gated.length > 0 && !waive)}
      busy={remove.busy}
      error={remove.error}
      onClose={onClose}
      onAct={(message) => {
        const waivers = gated.map((each) => ({ path: each.path, reason: message }));
        remove
          .give({ message, changes, ...(waivers.length > 0 && { waive: waivers }) }, head)
          .then(onClose)
          .catch(() => undefined);
      }}
    >
      <Answered of={check}>
        {({ problems, changes: told, affected }) => (
          <div className="stack">
            <p>{t("ontology.affected", { count: affected })}</p>
            <ul>
              {problems.map((problem, index) => (
                <li key={index} className="problem">
                  {problem.message}
                </li>
              ))}
            </ul>
            <DiffList changes={told} />
            {gated.length > 0 ? (
              <label className="row">
                <input type="checkbox" checked={waive} onChange={() => setWaive(!waive)} />
                {t("ontology.waiveAll")}
              </label>
            ) : null}
          </div>
        )}
      </Answered>
    </Ask>
  );
}

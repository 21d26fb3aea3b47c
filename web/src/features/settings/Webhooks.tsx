/** Who is told of events: webhooks, their secret shown once, their deliveries. */
import { Button, Callout } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf, waiting } from "../../api/client";
import { afterLast } from "../../api/command";
import { Answered, Empty } from "../../ui/Answered";
import { NewWebhook } from "./NewWebhook";
import { OneWebhook } from "./OneWebhook";

interface Hooked {
  readonly db: string;
  readonly cannot: string | undefined;
}

export function Webhooks({ db, cannot }: Hooked) {
  const { t } = useTranslation();
  const found = useQuery({
    queryKey: [db, "webhooks"],
    queryFn: () =>
      dataOf(
        api.GET("/api/v1/database/{db}/webhooks", {
          params: { path: { db }, query: afterLast(db, "definitions"), header: waiting(5) },
        }),
      ),
    enabled: cannot === undefined,
  });
  const [secret, setSecret] = useState<string | null>(null);
  if (cannot !== undefined) return <Empty title={t("hooks.hidden")}>{cannot}</Empty>;
  return (
    <div className="stack">
      <NewWebhook db={db} onSecret={setSecret} />
      {secret === null ? null : (
        <Callout intent="warning" title={t("hooks.secret")} role="status">
          <code>{secret}</code>
          <p>{t("hooks.secretText")}</p>
          <Button size="small" onClick={() => setSecret(null)}>
            {t("hooks.noted")}
          </Button>
        </Callout>
      )}
      <Answered
        of={found}
        isEmpty={(all) => all.length === 0}
        empty={<Empty title={t("hooks.none")}>{t("hooks.noneText")}</Empty>}
      >
        {(all) => (
          <ul className="plain stack">
            {all.map((each) => (
              <OneWebhook key={each.id} db={db} hook={each} onSecret={setSecret} />
            ))}
          </ul>
        )}
      </Answered>
    </div>
  );
}

/** The databases that one may see, and a new one. */
import { Button, Tag } from "@blueprintjs/core";
import { Plus } from "@blueprintjs/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { databases, me } from "../../api/queries";
import { Answered, Empty } from "../../ui/Answered";
import { textIn, useLabel } from "../../ui/labels";
import { Page } from "../../ui/Page";
import { usePreferences } from "../../ui/preferences";
import { TimeText } from "../../ui/TimeText";
import { NewDatabase } from "./NewDatabase";

export function Databases() {
  const { t } = useTranslation();
  const label = useLabel();
  const { language } = usePreferences();
  const all = useQuery(databases);
  const { data: who } = useQuery(me);
  const [creating, setCreating] = useState(false);
  const create = who?.admin ? (
    <Button intent="primary" icon={<Plus />} onClick={() => setCreating(true)}>
      {t("home.create")}
    </Button>
  ) : undefined;
  return (
    <Page title={t("home.title")} actions={create}>
      <Answered
        of={all}
        isEmpty={(list) => list.length === 0}
        empty={
          <Empty title={t("home.none")} action={create}>
            {t(who?.admin ? "home.noneAdmin" : "home.noneText")}
          </Empty>
        }
      >
        {(list) => (
          <ul className="plain cards">
            {list.map((each) => (
              <li key={each.name} className="card">
                <h2 className="bp6-heading">
                  <Link to="/db/$db" params={{ db: each.name }}>
                    {label(each)}
                  </Link>
                </h2>
                <div className="row">
                  <code>{each.name}</code>
                  <Tag minimal>{each.role ? t(`role.${each.role}`) : t("role.none")}</Tag>
                </div>
                <p className="muted">{textIn(language, each.description)}</p>
                <div className="muted">
                  {t("home.created")} <TimeText at={each.created_at} />
                </div>
              </li>
            ))}
          </ul>
        )}
      </Answered>
      <NewDatabase open={creating} onClose={() => setCreating(false)} />
    </Page>
  );
}

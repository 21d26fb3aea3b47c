/** Three levels of a difference: commits, classes, properties. */
import { InputGroup } from "@blueprintjs/core";
import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import { type Difference, DiffList } from "../../ui/DiffList";
import { Person } from "../../ui/Person";
import { TimeText } from "../../ui/TimeText";

interface Told {
  readonly db: string;
  readonly told: Schemas["Differences"];
  /** Of the address: only entries whose path has it. */
  readonly path: string | undefined;
  readonly onPath: (path: string | undefined) => void;
  readonly link: (path: string, inner: ReactNode) => ReactNode;
  readonly under?: (change: Difference) => ReactNode;
}

export function Differences({ db, told, path = "", onPath, link, under }: Told) {
  const parts = { filter: path, link, ...(under && { under }) };
  const { t } = useTranslation();
  const { severities } = told.summary;
  return (
    <div className="stack">
      <p>
        {t("diff.summary", {
          commits: told.commits.length,
          classes: told.classes.length,
          properties: told.properties.length,
        })}{" "}
        {severities.breaking > 0 ? (
          <strong className="problem">{t("diff.breaking", { count: severities.breaking })}</strong>
        ) : null}
      </p>
      <h2 className="bp6-heading">{t("changes.view.commits")}</h2>
      {told.commits.length === 0 ? <p className="muted">{t("diff.none")}</p> : null}
      <ul className="plain">
        {told.commits.map((each) => (
          <li key={each.commit}>
            <Link to="/db/$db/commits/$commit" params={{ db, commit: each.commit }}>
              {each.message || each.commit.slice(0, 10)}
            </Link>{" "}
            <span className="muted">
              <Person of={each.author} /> · <TimeText at={each.at} />
            </span>
          </li>
        ))}
      </ul>
      <InputGroup
        type="search"
        aria-label={t("diff.filter")}
        placeholder={t("diff.filter")}
        value={path}
        onValueChange={(next) => onPath(next || undefined)}
      />
      <h2 className="bp6-heading">{t("ontology.classes")}</h2>
      <DiffList {...parts} changes={told.classes} />
      <h2 className="bp6-heading">{t("ontology.properties")}</h2>
      <DiffList {...parts} changes={told.properties} />
    </div>
  );
}

/** What an instance is linked to, both ways, counted before it is opened. */
import { Tag } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import { ontology } from "../../api/queries";
import { Answered } from "../../ui/Answered";
import { useCount, useLabel } from "../../ui/labels";
import { valueText } from "../../ui/Value";
import { Linked } from "./Linked";
import { related, type Which } from "./reads";

export function Links({ which }: { readonly which: Which }) {
  return (
    <Linked which={which}>
      {(all) => (
        <ul className="plain stack">
          {all.map((each) => (
            <Group key={`${each.direction} ${each.relationship} ${each.class}`} which={which} group={each} />
          ))}
        </ul>
      )}
    </Linked>
  );
}

function Group({ which, group }: { which: Which; group: Schemas["Links"] }) {
  const { t } = useTranslation();
  const label = useLabel();
  const count = useCount();
  const { data: shapes } = useQuery(ontology(which.db));
  const [open, setOpen] = useState(false);
  const shape = shapes?.classes.find((each) => each.name === group.class) ?? { name: group.class };
  const path = group.direction === "out" ? group.relationship : group.inverse;
  return (
    <li className="card">
      <details onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary>
          <span aria-hidden="true">{group.direction === "out" ? "→" : "←"}</span>{" "}
          <span className="only-spoken">{t(`links.${group.direction}`)}</span>
          <strong>{group.relationship}</strong> {label(shape)} <Tag minimal>{count(group.count)}</Tag>
          {group.missing ? <Tag intent="warning">{t("links.missing", { count: group.missing })}</Tag> : null}
        </summary>
        {open && path ? <Related which={which} path={path} /> : null}
        {group.direction === "in" ? (
          <Link
            to="/db/$db/explore"
            params={{ db: which.db }}
            search={{ class: group.class, f: [`${group.relationship}:eq:${which.id}`] }}
          >
            {t("links.explore", { count: group.count })}
          </Link>
        ) : null}
      </details>
    </li>
  );
}

function Related({ which, path }: { which: Which; path: string }) {
  const { t } = useTranslation();
  const told = useQuery(related(which, path));
  return (
    <Answered of={told} isEmpty={({ data }) => data.length === 0} empty={<p className="muted">{t("links.none")}</p>}>
      {({ data }) => (
        <ul className="plain">
          {data.map((each) => (
            <li key={`${each.class}/${each.id}`}>
              <Link to="/db/$db/i/$class/$id" params={{ db: which.db, class: each.class, id: each.id }}>
                {each.id}
              </Link>{" "}
              <span className="muted">{summary(each.data)}</span>
            </li>
          ))}
        </ul>
      )}
    </Answered>
  );
}

const WORDS = 3;

function summary(data: unknown): string {
  return Object.values((data ?? {}) as Record<string, unknown>)
    .slice(0, WORDS)
    .map(valueText)
    .join(" · ");
}

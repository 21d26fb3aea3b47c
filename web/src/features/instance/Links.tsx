/** What an instance is linked to, both ways, counted before it is opened. */
import { Tag } from "@blueprintjs/core";
import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { ontology } from "../../api/queries";
import { Answered } from "../../ui/Answered";
import { useCount, useLabel } from "../../ui/labels";
import { More } from "../../ui/PagedTable";
import { valueText } from "../../ui/Value";
import { Linked, type Told } from "./Linked";
import { related, type Which } from "./reads";

/** Where a moment is given, the links are those of then. */
interface Linking {
  readonly which: Which;
  readonly at: string | undefined;
}

export function Links({ which, at }: Linking) {
  return (
    <Linked which={which} at={at}>
      {(all) => (
        <ul className="plain stack">
          {all.map((each) => (
            <Group key={`${each.direction} ${each.relationship} ${each.class}`} which={which} at={at} group={each} />
          ))}
        </ul>
      )}
    </Linked>
  );
}

function Group({ which, at, group }: Linking & { readonly group: Told }) {
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
          <strong>{group.relationship}</strong> {label(shape)}{" "}
          {group.count === undefined ? null : <Tag minimal>{count(group.count)}</Tag>}
          {group.missing ? <Tag intent="warning">{t("links.missing", { count: group.missing })}</Tag> : null}
        </summary>
        {open && path ? <Related which={which} at={at} path={path} /> : null}
        {open && !path && at !== undefined ? <p className="muted">{t("links.noPath")}</p> : null}
        {group.direction === "in" && group.count !== undefined ? (
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

function Related({ which, at, path }: Linking & { readonly path: string }) {
  const { t } = useTranslation();
  const told = useInfiniteQuery(related(which, path, at));
  return (
    <>
      <Answered
        of={told}
        isEmpty={({ pages }) => pages.every(({ data }) => data.length === 0)}
        empty={<p className="muted">{t("links.none")}</p>}
      >
        {({ pages }) => (
          <ul className="plain">
            {pages
              .flatMap(({ data }) => data)
              .map((each) => (
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
      <More of={told} />
    </>
  );
}

const WORDS = 3;

function summary(data: unknown): string {
  return Object.values((data ?? {}) as Record<string, unknown>)
    .slice(0, WORDS)
    .map(valueText)
    .join(" · ");
}

/** What changed in an ontology: a sign beside the colour, what it was and is, how grave it is and why. */
import { Button, InputGroup, Tag } from "@blueprintjs/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../api/client";
import { valueText } from "./Value";

export type Difference = Schemas["Difference"];

const SIGNS = { create: "+", delete: "−", update: "~", rename: "→" } as const;
const INTENT = { breaking: "danger", weakening: "warning", compatible: "success" } as const;
const FEW = 40;

interface Listed {
  readonly changes: readonly Difference[];
  /** What their paths must have, where the address says it; else the list asks itself. */
  readonly filter?: string;
  /** Where a path leads; else it is a text. */
  readonly link?: (path: string, inner: ReactNode) => ReactNode;
  /** What belongs below an entry. */
  readonly under?: (change: Difference) => ReactNode;
}

export function DiffList({ changes, filter, link, under }: Listed) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const [all, setAll] = useState(false);
  const wanted = (filter ?? typed).toLowerCase();
  const found = changes.filter((each) => each.path.toLowerCase().includes(wanted));
  const shown = all ? found : found.slice(0, FEW);
  if (changes.length === 0) return <p className="muted">{t("diff.none")}</p>;
  return (
    <div className="stack">
      {filter === undefined && changes.length > 5 ? (
        <InputGroup
          type="search"
          aria-label={t("diff.filter")}
          placeholder={t("diff.filter")}
          value={typed}
          onValueChange={setTyped}
        />
      ) : null}
      {found.length === 0 ? <p className="muted">{t("diff.filtered", { count: changes.length })}</p> : null}
      <ul className="plain stack">
        {shown.map((each) => (
          <li key={`${each.op} ${each.path} ${each.id}`} className="card">
            <Entry change={each} link={link} />
            {under?.(each)}
          </li>
        ))}
      </ul>
      {shown.length < found.length ? (
        <Button onClick={() => setAll(true)}>{t("diff.more", { count: found.length - shown.length })}</Button>
      ) : null}
    </div>
  );
}

function Entry({ change, link }: { readonly change: Difference; readonly link: Listed["link"] }) {
  const { t } = useTranslation();
  const path = <code>{change.path}</code>;
  return (
    <>
      <div className="row">
        <span className={`sign ${change.op}`} aria-hidden="true">
          {SIGNS[change.op]}
        </span>
        <span>{t(`diff.${change.op}`)}</span>
        {link ? link(change.path, path) : path}
        <span className="grow" />
        <Tag minimal intent={INTENT[change.severity]}>
          {t(`severity.${change.severity}`)}
        </Tag>
      </div>
      <div className="muted">{change.reason}</div>
      <Sides before={change.before} after={change.after} />
    </>
  );
}

const SHORT = 120;

function Sides({ before, after }: { before: unknown; after: unknown }) {
  const { t } = useTranslation();
  const [one, other] = [valueText(before), valueText(after)];
  const sides = (
    <>
      {one === "" ? null : <div className="before">{one}</div>}
      {other === "" ? null : <div className="after">{other}</div>}
    </>
  );
  if (one.length + other.length <= SHORT) return sides;
  return (
    <details>
      <summary>{t("diff.values")}</summary>
      {sides}
    </details>
  );
}

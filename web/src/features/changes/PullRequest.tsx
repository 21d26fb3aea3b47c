/** A pull request: what is said about it, what it changes, what it collides with, and its merge. */
import { Button, Callout, Tag } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas } from "../../api/client";
import { useCommand } from "../../api/command";
import { Answered } from "../../ui/Answered";
import { AskCommand } from "../../ui/Dialogs";
import { Page } from "../../ui/Page";
import { Person, usePerson } from "../../ui/Person";
import { useMay } from "../../ui/roles";
import { TimeText } from "../../ui/TimeText";
import { Views } from "../../ui/Views";
import { allowedBy } from "./answering";
import { Conflicts } from "./Conflicts";
import { Differences } from "./Differences";
import { Merge } from "./Merge";
import { pull, pullDiff } from "./reads";
import { Talk } from "./Talk";

const route = getRouteApi("/in/db/$db/pulls/$number");
const TABS = ["talk", "diff", "conflicts"] as const;
const INTENT = { open: "primary", merged: "success", closed: "none" } as const;

export function PullRequest() {
  const { t } = useTranslation();
  const { db, number } = route.useParams();
  const found = useQuery(pull(db, Number(number)));
  if (found.data === undefined) {
    return (
      <Page title={t("pull.one", { number })}>
        <Answered of={found}>{() => null}</Answered>
      </Page>
    );
  }
  return (
    <Answered of={found}>
      {(told) => (
        <Page
          title={`#${told.number} ${told.title}`}
          note={
            <span className="row">
              <Tag intent={INTENT[told.state]}>{t(`pull.state.${told.state}`)}</Tag>
              <span>
                <code>{told.source}</code> → <code>{told.target}</code>
              </span>
              <Person of={told.author} />
              <TimeText at={told.created_at} />
            </span>
          }
          actions={told.state === "open" ? <Close db={db} told={told} /> : null}
        >
          <Inside db={db} told={told} />
        </Page>
      )}
    </Answered>
  );
}

interface OfPull {
  readonly db: string;
  readonly told: Schemas["PullDetail"];
}

function Inside({ db, told }: OfPull) {
  const { t } = useTranslation();
  const { tab = "talk" } = route.useSearch();
  return (
    <>
      <Standing db={db} told={told} />
      <Views
        label={t("pull.parts")}
        views={TABS}
        chosen={tab}
        named={(each) => t(`pull.tab.${each}`)}
        link={(each, parts) => <Link from="/db/$db/pulls/$number" to="." search={{ tab: each }} {...parts} />}
      />
      {tab === "talk" ? <Talk db={db} told={told} /> : null}
      {tab === "diff" ? <Diff db={db} number={told.number} /> : null}
      {tab === "conflicts" ? <Conflicts db={db} told={told} /> : null}
    </>
  );
}

/** Whether it can be merged, and what is in the way: as the platform says, never as the page thinks. */
function Standing({ db, told }: OfPull) {
  const { t } = useTranslation();
  const ender = usePerson(told.ended_by);
  if (told.state !== "open") {
    return (
      <Callout intent={told.state === "merged" ? "success" : "none"} compact>
        <span className="row">
          {t(told.state === "merged" ? "pull.wasMerged" : "pull.wasClosed", { actor: ender || "?" })}
          <TimeText at={told.ended_at} />
          {told.commit ? (
            <Link to="/db/$db/commits/$commit" params={{ db, commit: told.commit }}>
              {told.commit.slice(0, 10)}
            </Link>
          ) : null}
          {told.ended_because ? <span className="muted">{told.ended_because}</span> : null}
        </span>
      </Callout>
    );
  }
  return (
    <section className="card stack" aria-label={t("pull.checks")}>
      <div className="row">
        <strong>{t(told.mergeable ? "pull.mergeable" : "pull.notMergeable")}</strong>
        <span className="muted">
          {t("pull.aheadBehind", { ahead: told.ahead, behind: told.behind })} ·{" "}
          {t("pull.approvedOf", { count: told.approvals, needed: told.required_reviews })}
        </span>
      </div>
      <ul className="plain">
        {told.checks.map((check) => (
          <li key={check.name}>
            <span className={check.passed ? "after" : "problem"}>
              <span aria-hidden="true">{check.passed ? "✓" : "✗"}</span> {t(`pull.check.${check.name}`)}{" "}
              <span className="only-spoken">{t(check.passed ? "pull.passed" : "pull.failed")}</span>
            </span>
            {check.errors.map((error, index) => (
              <div key={index} className="muted">
                {error.message}
              </div>
            ))}
          </li>
        ))}
      </ul>
      {/* With answers it stands beside them. */}
      {told.mergeable && told.resolutions.length === 0 ? (
        <Merge db={db} told={told} planId={told.plan_id} resolutions={[]} allowed={allowedBy(told)} />
      ) : null}
    </section>
  );
}

function Diff({ db, number }: { db: string; number: number }) {
  const found = useQuery(pullDiff(db, number));
  return <Answered of={found}>{(told) => <Differences db={db} told={told} />}</Answered>;
}

function Close({ db, told }: OfPull) {
  const { t } = useTranslation();
  const may = useMay(db);
  const [asking, setAsking] = useState(false);
  const close = useCommand<Schemas["PullRequestPatch"]>({
    db,
    label: t("pull.closing", { number: told.number }),
    send: (body, headers) =>
      api.PATCH("/api/v1/database/{db}/pull-requests/{number}", {
        params: { path: { db, number: String(told.number) } },
        body,
        headers,
      }),
  });
  const cannot = may.least("modeler") ? undefined : t("role.needs", { role: t("role.modeler") });
  return (
    <>
      <Button disabled={cannot !== undefined} title={cannot} onClick={() => setAsking(true)}>
        {t("pull.close")}
      </Button>
      {asking ? (
        <AskCommand
          title={t("pull.closeTitle", { number: told.number })}
          act={t("pull.close")}
          command={close}
          input={() => ({ state: "closed" as const })}
          ifMatch={`"${told.version}"`}
          onClose={() => setAsking(false)}
        >
          <p>{t("pull.closeText")}</p>
        </AskCommand>
      ) : null}
    </>
  );
}

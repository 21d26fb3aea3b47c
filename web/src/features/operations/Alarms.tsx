/** What rings: since when, how far over, what to do; and how each measure went. */
import { Callout, HTMLSelect, Tag } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Answered, Empty } from "../../ui/Answered";
import { useFigure } from "../../ui/Plot";
import { TimeText } from "../../ui/TimeText";
import { type Alarm, alarms, type Metric, SPAN, type Span } from "./measures";
import { Series } from "./Series";

/** Where each that we know is dealt with; one that is new says itself what it is. */
const PLACES = {
  "outbox-age": "lag",
  "projection-lag": "lag",
  "projection-stalled": "lag",
  "dead-letters": "dead-letters",
  quarantine: "verify",
  "checkpoint-age": "verify",
  "verify-failures": "verify",
  "verification-overdue": "verify",
  "webhook-age": undefined,
  "webhook-letters": undefined,
  "webhooks-off": undefined,
  "erasure-age": "dead-letters",
  "notes-age": undefined,
  "epoch-overdue": undefined,
  "clock-skew": undefined,
} as const;
type Known = keyof typeof PLACES;

const SPANS = Object.keys(SPAN) as Span[];
const INTENT = { ok: "success", ringing: "danger", unknown: "none" } as const;

export function Alarms({ span }: { readonly span: Span }) {
  const { t } = useTranslation();
  const navigate = useNavigate({ from: "/ops/$view" });
  const found = useQuery(alarms);
  return (
    <Answered
      of={found}
      isEmpty={(all) => all.length === 0}
      empty={<Empty title={t("alarms.none")}>{t("alarms.noneText")}</Empty>}
    >
      {(all) => (
        <div className="stack">
          <Summary all={all} />
          <HTMLSelect
            aria-label={t("alarms.spans")}
            value={span}
            options={SPANS.map((value) => ({ value, label: t(`alarms.span.${value}`) }))}
            onChange={(event) => void navigate({ search: { span: SPANS.find((each) => each === event.target.value) } })}
          />
          <ul className="plain cards" aria-label={t("ops.view.alarms")}>
            {all.map((each) => (
              <li key={each.name} className={each.state === "ringing" ? "card ringing" : "card"}>
                <One alarm={each} span={span} />
              </li>
            ))}
          </ul>
        </div>
      )}
    </Answered>
  );
}

function Summary({ all }: { all: readonly Alarm[] }) {
  const { t } = useTranslation();
  const ringing = all.filter((each) => each.state === "ringing");
  const grave = ringing.some((each) => each.severity === "critical");
  const title = ringing.length === 0 ? t("alarms.quiet") : t("alarms.ringing", { count: ringing.length });
  return (
    <Callout
      role="status"
      compact
      title={title}
      intent={ringing.length === 0 ? "success" : grave ? "danger" : "warning"}
    />
  );
}

function One({ alarm, span }: { alarm: Alarm; span: Span }) {
  const { t } = useTranslation();
  const figure = useFigure();
  const known = alarm.name in PLACES ? (alarm.name as Known) : undefined;
  const place = known === undefined ? undefined : PLACES[known];
  const rings = alarm.state === "ringing";
  return (
    <div className="stack">
      <div className="row">
        <h2 className="bp6-heading">{known ? t(`alarms.name.${known}`) : alarm.says}</h2>
        <span className="grow" />
        <Tag minimal={!rings} intent={INTENT[alarm.state]}>
          {t(`alarms.state.${alarm.state}`)}
        </Tag>
        <Tag minimal>{t(`alarms.severity.${alarm.severity}`)}</Tag>
      </div>
      <div className="muted">
        {alarm.value === null
          ? null
          : `${t("alarms.checked", { value: figure(alarm.value), threshold: figure(alarm.threshold) })}, `}
        {t("alarms.minutes", { count: alarm.minutes })}
        {alarm.since === null ? null : (
          <>
            {" · "}
            {t("alarms.since")} <TimeText at={alarm.since} />
          </>
        )}
      </div>
      {rings ? (
        <p>
          {known ? t(`alarms.todo.${known}`) : alarm.says}{" "}
          {place ? (
            <Link to="/ops/$view" params={{ view: place }}>
              {t("alarms.see")}
            </Link>
          ) : null}
        </p>
      ) : null}
      <Series metric={alarm.metric as Metric} span={span} threshold={alarm.threshold} />
    </div>
  );
}

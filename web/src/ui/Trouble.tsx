/** A refusal or failure: every message, where it points, what helps, and what to tell an operator. */
import { Button, Callout, Intent } from "@blueprintjs/core";
import { useContext, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { asTrouble, type Problem, type Trouble } from "../api/trouble";
import { Replacing, wordOf } from "./hints";
import { useNames } from "./kinds";
import { usePreferences } from "./preferences";

interface Failure {
  readonly error: unknown;
  readonly retry?: (() => void) | undefined;
}

export function TroubleNote({ error, retry }: Failure) {
  const { t } = useTranslation();
  const trouble = asTrouble(error);
  const title = trouble.broken === undefined ? titleOf(trouble.status) : "trouble.broken";
  return (
    <Callout intent={trouble.status === 403 ? Intent.WARNING : Intent.DANGER} title={t(title)} role="alert" compact>
      {trouble.status === 0 ? <p>{t("trouble.unreachedText")}</p> : null}
      {trouble.broken === undefined ? null : <p lang="en">{trouble.broken}</p>}
      <ul className="plain">
        {trouble.problems.map((problem, index) => (
          <ProblemLine key={index} problem={problem} />
        ))}
      </ul>
      {trouble.retryAfter === undefined ? null : <Countdown of={trouble} seconds={trouble.retryAfter} then={retry} />}
      <div className="actions">
        {retry ? (
          <Button size="small" onClick={retry}>
            {t("act.retry")}
          </Button>
        ) : null}
        {trouble.requestId ? <RequestId id={trouble.requestId} /> : null}
      </div>
    </Callout>
  );
}

function titleOf(status: number) {
  if (status === 0) return "trouble.unreached";
  if (status === 401) return "trouble.unauthenticated";
  if (status === 403) return "trouble.forbidden";
  if (status === 404) return "trouble.notFound";
  if (status === 409 || status === 412) return "trouble.conflict";
  if (status === 429 || status === 503) return "trouble.busy";
  return status >= 500 ? "trouble.internal" : "trouble.refused";
}

export function ProblemLine({ problem }: { readonly problem: Problem }) {
  return (
    <li>
      <Said problem={problem} />
      {problem.path ? <code className="path"> {problem.path}</code> : null}
    </li>
  );
}

/** What the platform says of a problem, in its English; before it, what it is in the reader's language. */
export function Said({ problem }: { readonly problem: Problem }) {
  const { language } = usePreferences();
  const { code } = useNames();
  return (
    <>
      {language === "en" ? null : <strong>{code(problem.code)} </strong>}
      <span lang="en">{problem.message}</span>
      {problem.hint ? <Hint problem={problem} hint={problem.hint} /> : null}
    </>
  );
}

function Hint({ problem, hint }: { readonly problem: Problem; readonly hint: string }) {
  const { t } = useTranslation();
  const replace = useContext(Replacing);
  const word = wordOf(hint);
  if (word !== undefined && replace !== undefined) {
    return (
      <>
        {" "}
        <Button size="small" onClick={() => replace(problem, word)}>
          {t("trouble.useWord", { word })}
        </Button>
      </>
    );
  }
  return (
    <span className="muted" lang="en">
      {" "}
      — {hint}
    </span>
  );
}

function RequestId({ id }: { id: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  return (
    <Button
      size="small"
      variant="minimal"
      onClick={() => {
        void navigator.clipboard?.writeText(id).then(() => setCopied(true));
      }}
    >
      {copied ? t("act.copied") : t("trouble.request", { id: id.slice(0, 8) })}
    </Button>
  );
}

interface Counting {
  readonly of: Trouble;
  readonly seconds: number;
  readonly then: (() => void) | undefined;
}

/** Counts down once for each refusal: the next one says anew how long to wait. What is written is not repeated by itself. */
function Countdown({ of, seconds, then }: Counting) {
  const { t } = useTranslation();
  const [left, setLeft] = useState(Math.ceil(seconds));
  const latest = useRef(then);
  latest.current = then;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another refusal begins anew, though it may say as many seconds
  useEffect(() => {
    let rest = Math.ceil(seconds);
    setLeft(rest);
    const timer = setInterval(() => {
      rest -= 1;
      setLeft(rest);
      if (rest > 0) return;
      clearInterval(timer);
      latest.current?.();
    }, 1000);
    return () => clearInterval(timer);
  }, [of, seconds]);
  if (then === undefined && left <= 0) return <p aria-live="polite">{t("trouble.waited")}</p>;
  return (
    <p aria-live="polite">{t(then === undefined ? "trouble.wait" : "trouble.again", { count: Math.max(left, 0) })}</p>
  );
}

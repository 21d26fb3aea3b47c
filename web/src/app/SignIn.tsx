/** Who are you: at the issuer where there is one, else by a token that is pasted. */
import { Button, Callout, Card, TextArea } from "@blueprintjs/core";
import { useQueryClient } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { type FormEvent, useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "../api/client";
import { me } from "../api/queries";
import { holdToken } from "../api/token";
import { Field } from "../ui/Field";
import { LanguageSwitch } from "../ui/Switches";
import { TroubleNote } from "../ui/Trouble";
import { useConfig } from "./configured";
import { arriveSignedIn, goesByItself, leaveToSignIn, stayOut } from "./signing-in";

/** Only a page of this console may be gone to. */
export function safeReturn(returnTo: string | undefined): string {
  return returnTo?.startsWith("/") && !returnTo.startsWith("//") && !returnTo.includes("\\") ? returnTo : "/";
}

export function SignIn() {
  const { t } = useTranslation();
  const config = useConfig();
  const { return_to } = useSearch({ from: "/sign-in" });
  const back = safeReturn(return_to);
  return (
    <main className="sign-in" id="content">
      <Card elevation={2}>
        <h1 className="bp6-heading">{t("signIn.title")}</h1>
        {config.issuer ? <AtIssuer back={back} /> : null}
        <Pasting back={back} only={!config.issuer} />
        <LanguageSwitch />
      </Card>
    </main>
  );
}

function AtIssuer({ back }: { back: string }) {
  const { t } = useTranslation();
  const config = useConfig();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<string | null>(null);
  const leave = useCallback(() => {
    setBusy(true);
    leaveToSignIn(config, back).catch((cause: unknown) => {
      setBusy(false);
      setError(cause instanceof Error ? cause.message : String(cause));
    });
  }, [config, back]);
  useEffect(() => {
    if (goesByItself(config)) leave();
  }, [config, leave]);
  return (
    <div className="stack">
      <Button intent="primary" size="large" fill loading={busy} onClick={leave}>
        {t("signIn.atIssuer")}
      </Button>
      {error ? <Callout intent="danger">{t("signIn.issuerFailed", { why: error })}</Callout> : null}
    </div>
  );
}

function Pasting({ back, only }: { back: string; only: boolean }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const navigate = useNavigate();
  const [token, setToken] = useState("");
  const [error, setError] = useState<unknown>(null);
  async function send(event: FormEvent) {
    event.preventDefault();
    holdToken(token.trim());
    try {
      // Not by the cache, which is emptied when a token is refused.
      queries.setQueryData(me.queryKey, await dataOf(api.GET("/api/v1/me")));
      await navigate({ to: back });
    } catch (cause) {
      holdToken(null);
      setError(cause);
    }
  }
  return (
    <form onSubmit={(event) => void send(event)} className="stack">
      <Field id="token" label={t(only ? "signIn.token" : "signIn.orToken")} help={t("signIn.tokenHelp")}>
        <TextArea
          id="token"
          value={token}
          onChange={(event) => setToken(event.target.value)}
          aria-describedby="token-help"
          spellCheck={false}
          autoComplete="off"
          rows={4}
          fill
        />
      </Field>
      {error ? <TroubleNote error={error} /> : null}
      <Button type="submit" intent={only ? "primary" : "none"} disabled={token.trim() === ""}>
        {t("signIn.use")}
      </Button>
    </form>
  );
}

/** Back from the issuer. */
export function SignedIn() {
  const { t } = useTranslation();
  const config = useConfig();
  const navigate = useNavigate();
  const [error, setError] = useState<string | null>(null);
  useEffect(() => {
    arriveOnce(() => arriveSignedIn(config))
      .then((to) => navigate({ to: safeReturn(to), replace: true }))
      .catch((cause: unknown) => {
        // Not sent there again at once: it would turn one back again.
        stayOut();
        setError(cause instanceof Error ? cause.message : String(cause));
      });
  }, [config, navigate]);
  return (
    <main className="sign-in" id="content">
      <Card elevation={2}>
        <h1 className="bp6-heading">{t("signIn.title")}</h1>
        {error ? (
          <Callout intent="danger">{t("signIn.issuerFailed", { why: error })}</Callout>
        ) : (
          <p>{t("signIn.arriving")}</p>
        )}
        {error ? <Button onClick={() => void navigate({ to: "/sign-in" })}>{t("signIn.again")}</Button> : null}
      </Card>
    </main>
  );
}

let arriving: Promise<string> | null = null;

/** A code is good once: an effect that runs twice must not take it twice. */
function arriveOnce(arrive: () => Promise<string>): Promise<string> {
  arriving ??= arrive().finally(() => {
    arriving = null;
  });
  return arriving;
}

/** Who one is to others, and how one likes the console: of the account, whatever database one is in. */
import { Button, InputGroup } from "@blueprintjs/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf, type Schemas } from "../../api/client";
import { accountPreferences, me } from "../../api/queries";
import { subjectName } from "../../api/subjects";
import { problemsAt } from "../../api/trouble";
import { Answered } from "../../ui/Answered";
import { Field } from "../../ui/Field";
import { guardComposition } from "../../ui/keys";
import { Page } from "../../ui/Page";
import { LanguageSwitch, SingleKeys, ThemeSwitch, ZoneSwitch } from "../../ui/Switches";
import { TroubleNote } from "../../ui/Trouble";

export function Me() {
  const { t } = useTranslation();
  const who = useQuery(me);
  const kept = useQuery(accountPreferences);
  return (
    <Page title={t("me.title")} note={who.data?.subject}>
      <Answered of={kept}>{({ name = "" }) => <Name name={name} subject={who.data?.subject ?? ""} />}</Answered>
      <section className="card stack" aria-label={t("me.preferences")}>
        <h2 className="bp6-heading">{t("me.preferences")}</h2>
        <p className="muted">{t("me.preferencesText")}</p>
        <div className="row">
          <LanguageSwitch />
          <ZoneSwitch />
          <ThemeSwitch />
        </div>
        <SingleKeys />
      </section>
    </Page>
  );
}

/** What is said elsewhere, as the language, stays. */
async function call(name: string): Promise<void> {
  const { name: _, ...rest } = await dataOf(api.GET("/api/v1/me/preferences"));
  const body: Schemas["PreferencesBody"] = { ...rest, ...(name !== "" && { name }) };
  await dataOf(api.PUT("/api/v1/me/preferences", { body }));
}

function Name({ name, subject }: { name: string; subject: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [typing, setTyped] = useState<string | null>(null);
  const typed = typing ?? name;
  const save = useMutation({
    mutationFn: () => call(typed.trim()),
    onSuccess: () => queries.invalidateQueries({ queryKey: subjectName(subject).queryKey }),
  });
  function send(event: FormEvent) {
    event.preventDefault();
    save.mutate();
  }
  return (
    <form className="card" onSubmit={send} onKeyDown={guardComposition}>
      <Field
        id="my-name"
        label={t("me.name")}
        help={t("me.nameHelp", { subject })}
        problems={problemsAt(save.error, "name")}
      >
        <InputGroup
          id="my-name"
          value={typed}
          autoComplete="name"
          onValueChange={(text) => {
            setTyped(text);
            save.reset();
          }}
        />
      </Field>
      {save.error ? <TroubleNote error={save.error} /> : null}
      <div className="row">
        <Button type="submit" intent="primary" loading={save.isPending}>
          {t("act.save")}
        </Button>
        <span role="status">{save.isSuccess ? t("me.saved") : ""}</span>
      </div>
    </form>
  );
}

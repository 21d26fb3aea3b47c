/** A person's data is erased, for good; and whoever returns is taken back. */
import { Button, Callout, InputGroup } from "@blueprintjs/core";
import { useInfiniteQuery } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, read, type Schemas, waiting } from "../../api/client";
import { afterLast, type Command, useCommand } from "../../api/command";
import { Empty } from "../../ui/Answered";
import { Ask } from "../../ui/Dialogs";
import { Field } from "../../ui/Field";
import { guardComposition } from "../../ui/keys";
import { PagedTable } from "../../ui/PagedTable";
import { Person } from "../../ui/Person";
import { PhaseTag } from "../../ui/PhaseTag";
import { TimeText } from "../../ui/TimeText";
import { TroubleNote } from "../../ui/Trouble";

interface Owned {
  readonly db: string;
  readonly cannot: string | undefined;
}

export function Erasure({ db, cannot }: Owned) {
  const { t } = useTranslation();
  if (cannot !== undefined) return <Empty title={t("erasure.hidden")}>{cannot}</Empty>;
  return (
    <div className="stack">
      <p>{t("erasure.text")}</p>
      <ul>
        {(["values", "log", "subject", "writes", "outside"] as const).map((each) => (
          <li key={each}>{t(`erasure.means.${each}`)}</li>
        ))}
      </ul>
      <Erasing db={db} />
      <Erased db={db} />
    </div>
  );
}

function Erasing({ db }: { db: string }) {
  const { t } = useTranslation();
  const [subject, setSubject] = useState("");
  const [asked, setAsked] = useState<string | null>(null);
  const [outcome, setOutcome] = useState<Command | null>(null);
  const erase = useCommand<string>({
    db,
    label: t("erasure.erasing", { subject: subject.trim() }),
    send: (of, headers) =>
      api.POST("/api/v1/database/{db}/subjects/{subject}/erase", { params: { path: { db, subject: of } }, headers }),
  });
  function begin(event: FormEvent) {
    event.preventDefault();
    setOutcome(null);
    erase.reset();
    setAsked(subject.trim());
  }
  async function go() {
    try {
      setOutcome(await erase.give(asked ?? ""));
      setAsked(null);
      setSubject("");
    } catch {
      // Shown in the dialog, which stays open.
    }
  }
  const left = outcome?.result as Schemas["ErasureResult"] | undefined;
  return (
    <>
      <form className="row" onSubmit={begin} onKeyDown={guardComposition}>
        <Field id="erase-subject" label={t("erasure.subject")} help={t("erasure.subjectHelp")}>
          <InputGroup id="erase-subject" value={subject} onValueChange={setSubject} autoComplete="off" />
        </Field>
        <Button type="submit" intent="danger" disabled={subject.trim() === ""}>
          {t("erasure.open")}
        </Button>
        {asked === null ? <PhaseTag phase={erase.phase} /> : null}
      </form>
      {left ? (
        <Callout intent="success" role="status" compact>
          {t("erasure.done", { subject: left.subject })}
        </Callout>
      ) : null}
      <Ask
        key={asked}
        open={asked !== null}
        title={t("erasure.title", { subject: asked ?? "" })}
        act={t("erasure.act")}
        intent="danger"
        typed={asked ?? ""}
        busy={erase.busy}
        error={erase.error}
        onClose={() => setAsked(null)}
        onAct={() => void go()}
      >
        <p>{t("erasure.warning")}</p>
        <PhaseTag phase={erase.phase} />
      </Ask>
    </>
  );
}

/** Erasures and returns as the audit tells them, the newest first. */
function Erased({ db }: { db: string }) {
  const { t } = useTranslation();
  const found = useInfiniteQuery({
    queryKey: [db, "audit", "SubjectErased"],
    queryFn: async ({ pageParam }) => {
      const place = pageParam !== "" ? { cursor: pageParam } : afterLast(db, "definitions");
      const query = { type: "SubjectErased" as const, order: "desc" as const, limit: 50, ...place };
      const params = { path: { db }, query, header: waiting(5) };
      return (await read(api.GET("/api/v1/database/{db}/audit", { params }))).body;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.meta.next_cursor,
  });
  const readmit = useCommand<string>({
    db,
    label: t("erasure.readmitting"),
    send: (subject, headers) =>
      api.POST("/api/v1/database/{db}/subjects/{subject}/readmit", { params: { path: { db, subject } }, headers }),
  });
  return (
    <section className="stack" aria-label={t("erasure.erased")}>
      <h2 className="bp6-heading">{t("erasure.erased")}</h2>
      <p className="muted">{t("erasure.readmitText")}</p>
      <PhaseTag phase={readmit.phase} />
      {readmit.error ? <TroubleNote error={readmit.error} /> : null}
      <PagedTable
        of={found}
        label={t("erasure.erased")}
        head={[t("activity.at"), t("erasure.subject"), t("activity.actor"), t("changes.deeds")]}
        empty={<p className="muted">{t("erasure.none")}</p>}
      >
        {(each) => {
          const subject = String((each.data as { subject?: unknown } | null)?.subject ?? "");
          return (
            <tr key={each.event_id}>
              <td>
                <TimeText at={each.at} precise />
              </td>
              <th scope="row">{subject}</th>
              <td>
                <Person of={each.actor} />
              </td>
              <td>
                <Button size="small" onClick={() => void readmit.give(subject).catch(() => undefined)}>
                  {t("erasure.readmit")}
                </Button>
              </td>
            </tr>
          );
        }}
      </PagedTable>
    </section>
  );
}

/** An export as a job: the platform writes one file of what was found, and gives a link to it for an hour. */
import { Button, Dialog, DialogBody, HTMLSelect, ProgressBar } from "@blueprintjs/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf, type Schemas } from "../../api/client";
import { useOnce } from "../../api/once";
import { useDraft } from "../../ui/draft";
import { Field } from "../../ui/Field";
import { TimeText } from "../../ui/TimeText";
import { TroubleNote } from "../../ui/Trouble";
import { bodyFilter } from "./filters";
import type { Exploration } from "./found";

type Export = Schemas["Export"];
type Body = Schemas["ExportBody"];
const FORMATS = ["csv", "ndjson", "parquet"] as const;
const POLL = 1500;

interface Asked {
  readonly db: string;
  readonly wanted: Exploration;
  readonly onClose: () => void;
}

export function ExportJob({ db, wanted, onClose }: Asked) {
  const { t } = useTranslation();
  const [format, setFormat] = useState<Body["format"]>("csv");
  const once = useOnce();
  /** What was begun is found again here, as long as the tab is open. */
  const draft = useDraft<Export>(`export of ${db}`);
  const ask = useMutation({
    mutationFn: () => {
      const filter = bodyFilter(wanted.f ?? []);
      const body: Body = { class: wanted.class ?? "", format, spreadsheet: false, ...(filter && { filter }) };
      const headers = once.headersOf(body);
      return dataOf<Export>(
        api.POST("/api/v1/database/{db}/exports", { params: { path: { db } }, headers, body }) as never,
      );
    },
    onSuccess: (begun) => {
      once.answered();
      draft.keep(begun);
    },
  });
  return (
    <Dialog isOpen onClose={onClose} title={t("export.job")} shouldReturnFocusOnClose>
      <DialogBody>
        <p className="muted">{t(wanted.q === undefined ? "export.jobText" : "export.jobWithoutWords")}</p>
        {draft.content ? (
          <>
            <Progress key={draft.content.export_id} db={db} begun={draft.content} />
            <Button onClick={draft.drop}>{t("export.another")}</Button>
          </>
        ) : (
          <form
            className="row"
            onSubmit={(event) => {
              event.preventDefault();
              ask.mutate();
            }}
          >
            <Field id="export-format" label={t("export.format")}>
              <HTMLSelect
                id="export-format"
                value={format}
                options={FORMATS.map((value) => ({ value, label: t(`export.${value}`) }))}
                onChange={(event) => setFormat(event.target.value as Body["format"])}
              />
            </Field>
            <Button type="submit" intent="primary" loading={ask.isPending}>
              {t("export.begin")}
            </Button>
          </form>
        )}
        {ask.error ? <TroubleNote error={ask.error} /> : null}
      </DialogBody>
    </Dialog>
  );
}

function Progress({ db, begun }: { db: string; begun: Export }) {
  const { t } = useTranslation();
  const { data = begun, error } = useQuery({
    queryKey: [db, "export", begun.export_id],
    queryFn: () =>
      dataOf(api.GET("/api/v1/database/{db}/exports/{id}", { params: { path: { db, id: begun.export_id } } })),
    refetchInterval: ({ state }) => (state.data && isEnded(state.data) ? false : POLL),
  });
  return (
    <div className="stack">
      <p role="status">
        {t(`export.state.${data.state}`)} · {t("export.rows", { count: data.rows })}
      </p>
      {isEnded(data) ? null : (
        <ProgressBar aria-label={t("export.job")} {...(data.total ? { value: data.rows / data.total } : {})} />
      )}
      {data.url ? (
        <p>
          <a className="bp6-button bp6-intent-primary" href={data.url} download>
            {t("export.download")}
          </a>{" "}
          <span className="muted">{t("export.expires")}</span> <TimeText at={data.url_expires_at} />
        </p>
      ) : null}
      {data.error ? <p className="problem">{data.error}</p> : null}
      {error ? <TroubleNote error={error} /> : null}
    </div>
  );
}

function isEnded({ state }: Export): boolean {
  return state === "COMPLETED" || state === "FAILED";
}

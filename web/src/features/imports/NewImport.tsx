/** A file becomes instances: file, tables and columns, class, a dry run, the run. */
import { Button } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, Link, useNavigate } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { writeExact } from "../../api/numbers";
import { ontology } from "../../api/queries";
import { DraftNotes } from "../../ui/DraftNotes";
import { type Packing, useDraft } from "../../ui/draft";
import { Page } from "../../ui/Page";
import { useMay } from "../../ui/roles";
import { TroubleNote } from "../../ui/Trouble";
import { Columns } from "./Columns";
import { Reading } from "./Reading";
import { type ImportSource, type Proposal, propose } from "./reads";
import { Source } from "./Source";
import { SheetSource } from "./sheets/SheetSource";

const route = getRouteApi("/in/db/$db/imports/new");

interface Kept {
  readonly source: ImportSource;
  readonly file: string;
  /** None after a reload: it is asked for again. */
  readonly proposal: Proposal | null;
}

/** A proposal shows rows of the file, whose values may be personal: no storage keeps it. */
const PACKING: Packing<Kept, Kept> = {
  pack: ({ source, file }) => ({ source, file, proposal: null }),
  unpack: (packed) => packed,
};

export function NewImport() {
  const { t } = useTranslation();
  const { db } = route.useParams();
  const { step } = route.useSearch();
  const navigate = useNavigate({ from: "/db/$db/imports/new" });
  const may = useMay(db);
  const draft = useDraft(`import of ${db}`, PACKING);
  const { data: shapes } = useQuery(ontology(db));
  const [error, setError] = useState<unknown>(null);
  const [reading, setReading] = useState(false);
  /** What could not be read as it was said. */
  const [failed, setFailed] = useState<Omit<Kept, "proposal"> | null>(null);
  const kept = draft.content;
  const mapping = kept !== null && step !== "source";

  async function look(source: ImportSource, file: string) {
    setReading(true);
    setError(null);
    try {
      draft.keep({ source, file, proposal: await propose(db, source) });
      setFailed(null);
      await navigate({ search: { step: "columns" }, replace: step === "columns" });
    } catch (cause) {
      setError(cause);
      setFailed({ source, file });
    } finally {
      setReading(false);
    }
  }

  const again = useRef(look);
  again.current = look;
  useEffect(() => {
    if (kept?.proposal === null) void again.current(kept.source, kept.file);
  }, [kept]);

  function drop() {
    draft.drop();
    setFailed(null);
    setError(null);
    void navigate({ search: { step: "source" } });
  }

  const read = failed ?? (mapping ? kept : null);
  return (
    <Page
      title={t("imports.new")}
      note={mapping ? kept.file : t("imports.formats")}
      actions={mapping ? <Button onClick={drop}>{t("imports.another")}</Button> : undefined}
    >
      {may.role !== undefined && !may.least("editor") ? <p>{t("role.needs", { role: t("role.editor") })}</p> : null}
      {error ? <TroubleNote error={error} /> : null}
      <DraftNotes unkept={draft.unkept} />
      {read === null ? null : (
        <Reading {...read} disabled={reading} onChange={(source) => void look(source, read.file)} />
      )}
      {mapping && kept.proposal && shapes && may.subject !== undefined ? (
        <Columns
          key={writeExact(kept.source)}
          db={db}
          source={kept.source}
          proposal={kept.proposal}
          classes={shapes.classes}
          onDone={draft.drop}
        />
      ) : (
        <>
          {kept !== null && !mapping ? (
            <Link from="/db/$db/imports/new" to="." search={{ step: "columns" }}>
              {t("imports.goOn", { file: kept.file })}
            </Link>
          ) : null}
          <Source busy={reading} onUploaded={(id, file) => void look({ upload_id: id }, file)} />
          {reading || !may.least("editor") ? null : (
            <SheetSource db={db} onChosen={(google_sheet, title) => void look({ google_sheet }, title)} />
          )}
        </>
      )}
    </Page>
  );
}

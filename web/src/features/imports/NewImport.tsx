/** A file becomes instances: file, tables and columns, class, a dry run, the run. */
import { Button } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { ontology } from "../../api/queries";
import { DraftNotes } from "../../ui/DraftNotes";
import { type Packing, useDraft } from "../../ui/draft";
import { Page } from "../../ui/Page";
import { useMay } from "../../ui/roles";
import { TroubleNote } from "../../ui/Trouble";
import { Columns } from "./Columns";
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
  const may = useMay(db);
  const draft = useDraft(`import of ${db}`, PACKING);
  const { data: shapes } = useQuery(ontology(db));
  const [error, setError] = useState<unknown>(null);
  const [reading, setReading] = useState(false);
  const kept = draft.content;

  async function look(source: ImportSource, file: string) {
    setReading(true);
    setError(null);
    try {
      draft.keep({ source, file, proposal: await propose(db, source) });
    } catch (cause) {
      setError(cause);
    } finally {
      setReading(false);
    }
  }

  const again = useRef(look);
  again.current = look;
  useEffect(() => {
    if (kept?.proposal === null) void again.current(kept.source, kept.file);
  }, [kept]);

  return (
    <Page
      title={t("imports.new")}
      note={kept ? kept.file : t("imports.formats")}
      actions={kept ? <Button onClick={draft.drop}>{t("imports.another")}</Button> : undefined}
    >
      {may.role !== undefined && !may.least("editor") ? <p>{t("role.needs", { role: t("role.editor") })}</p> : null}
      {error ? <TroubleNote error={error} /> : null}
      <DraftNotes unkept={draft.unkept} />
      {kept?.proposal && shapes ? (
        <Columns db={db} source={kept.source} proposal={kept.proposal} classes={shapes.classes} onDone={draft.drop} />
      ) : (
        <>
          <Source busy={reading} onUploaded={(id, file) => void look({ upload_id: id }, file)} />
          {reading || !may.least("editor") ? null : (
            <SheetSource db={db} onChosen={(google_sheet, title) => void look({ google_sheet }, title)} />
          )}
        </>
      )}
    </Page>
  );
}

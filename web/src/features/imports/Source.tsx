/** Where rows come from: a file that is chosen or dropped, or a table that is pasted. */
import { Button, ProgressBar, TextArea } from "@blueprintjs/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Field } from "../../ui/Field";
import { TroubleNote } from "../../ui/Trouble";
import { upload } from "./reads";

interface Sourced {
  readonly busy: boolean;
  readonly onUploaded: (uploadId: string, file: string) => void;
}

export function Source({ busy, onUploaded }: Sourced) {
  const { t } = useTranslation();
  const [share, setShare] = useState<number | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [over, setOver] = useState(false);
  const [pasted, setPasted] = useState("");
  const abort = useRef<AbortController | null>(null);

  async function send(file: File) {
    abort.current = new AbortController();
    setError(null);
    setShare(0);
    try {
      onUploaded(await upload(file, setShare, abort.current.signal), file.name);
    } catch (cause) {
      if (!(cause instanceof DOMException && cause.name === "AbortError")) setError(cause);
    } finally {
      setShare(null);
    }
  }

  if (share !== null || busy) {
    return (
      <div className="card stack" role="status">
        <p>{busy ? t("imports.reading") : t("imports.uploading", { percent: Math.round((share ?? 0) * 100) })}</p>
        <ProgressBar value={busy ? undefined : (share ?? 0)} aria-label={t("imports.progress")} />
        {busy ? null : <Button onClick={() => abort.current?.abort()}>{t("act.cancel")}</Button>}
      </div>
    );
  }
  return (
    <div className="stack">
      {error ? <TroubleNote error={error} /> : null}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: dropping is a second way; the button is the first */}
      <div
        className={over ? "drop over" : "drop"}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={(event) => {
          event.preventDefault();
          setOver(false);
          const [file] = event.dataTransfer.files;
          if (file) void send(file);
        }}
      >
        <label className="bp6-button bp6-intent-primary" htmlFor="file">
          {t("imports.choose")}
        </label>
        <input
          id="file"
          type="file"
          className="only-spoken"
          accept=".csv,.tsv,.txt,.json,.jsonl,.ndjson,.xlsx,.xls,.ods"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) void send(file);
          }}
        />
        <p className="muted">{t("imports.drop")}</p>
      </div>
      <Field id="pasted" label={t("imports.paste")} help={t("imports.pasteHelp")}>
        <TextArea
          id="pasted"
          className="json"
          fill
          rows={6}
          value={pasted}
          onChange={(event) => setPasted(event.target.value)}
        />
      </Field>
      <Button disabled={pasted.trim() === ""} onClick={() => void send(asFile(pasted))}>
        {t("imports.usePasted")}
      </Button>
    </div>
  );
}

/** Cells that are copied from a spreadsheet are parted by tabs. */
function asFile(text: string): File {
  const tabbed = text.split("\n", 1)[0]?.includes("\t") ?? false;
  return new File([text], tabbed ? "pasted.tsv" : "pasted.csv", {
    type: tabbed ? "text/tab-separated-values" : "text/csv",
  });
}

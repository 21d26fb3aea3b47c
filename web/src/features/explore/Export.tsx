/** What was found as a file: the host writes it, the browser keeps it. */
import { Button, Dialog, DialogBody, Menu, MenuItem, PopoverNext } from "@blueprintjs/core";
import { Download } from "@blueprintjs/icons";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, read } from "../../api/client";
import { TroubleNote } from "../../ui/Trouble";
import { ExportJob } from "./ExportJob";
import type { Exploration } from "./found";

interface Exported {
  readonly db: string;
  readonly wanted: Exploration;
  readonly cannot: string | undefined;
}

export function Export({ db, wanted, cannot }: Exported) {
  const { t } = useTranslation();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [asking, setAsking] = useState(false);
  async function save(format: "csv" | "ndjson", spreadsheet: boolean) {
    setBusy(true);
    try {
      keep(await fetchFile(db, wanted, format, spreadsheet), `${wanted.class ?? db}.${format}`);
    } catch (cause) {
      setError(cause);
    } finally {
      setBusy(false);
    }
  }
  return (
    <>
      <PopoverNext
        placement="bottom-end"
        content={
          <Menu>
            <MenuItem text={t("export.csv")} onClick={() => void save("csv", false)} />
            <MenuItem text={t("export.spreadsheet")} onClick={() => void save("csv", true)} />
            <MenuItem text={t("export.ndjson")} onClick={() => void save("ndjson", false)} />
            <MenuItem text={t("export.jobOpen")} onClick={() => setAsking(true)} />
          </Menu>
        }
      >
        <Button
          icon={<Download />}
          loading={busy}
          disabled={wanted.class === undefined || cannot !== undefined}
          title={cannot}
        >
          {t("export.open")}
        </Button>
      </PopoverNext>
      {asking ? <ExportJob db={db} wanted={wanted} onClose={() => setAsking(false)} /> : null}
      <Dialog isOpen={error !== null} onClose={() => setError(null)} title={t("export.open")}>
        <DialogBody>{error ? <TroubleNote error={error} /> : null}</DialogBody>
      </Dialog>
    </>
  );
}

async function fetchFile(
  db: string,
  { class: name, q, f, sort }: Exploration,
  format: "csv" | "ndjson",
  spreadsheet: boolean,
) {
  const query = {
    class: name ?? "",
    format,
    spreadsheet,
    ...(q !== undefined && { q }),
    ...(f !== undefined && f.length > 0 && { filter: [...f] }),
    ...(sort !== undefined && { sort: [sort] }),
  };
  const told = api.GET("/api/v1/database/{db}/instances/export", { params: { path: { db }, query }, parseAs: "blob" });
  return (await read(told)).body as unknown as Blob;
}

function keep(file: Blob, name: string): void {
  const url = URL.createObjectURL(file);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}

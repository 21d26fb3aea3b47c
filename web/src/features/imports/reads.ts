/** What is asked about files and imports. */
import { infiniteQueryOptions, queryOptions } from "@tanstack/react-query";
import { api, dataOf, read, type Schemas } from "../../api/client";
import { Trouble, unreached } from "../../api/trouble";

export type Import = Schemas["Import"];
export type Proposal = Schemas["Proposal"];
export type Mapping = Record<string, string | null>;

export function imports(db: string) {
  return infiniteQueryOptions({
    queryKey: [db, "imports"],
    queryFn: async ({ pageParam }) => {
      const query = { limit: 50, ...(pageParam !== "" && { cursor: pageParam }) };
      return (await read(api.GET("/api/v1/database/{db}/imports", { params: { path: { db }, query } }))).body;
    },
    initialPageParam: "",
    getNextPageParam: (page) => page.meta.next_cursor,
  });
}

const ENDED = ["COMPLETED", "FAILED", "STOPPED"];

export function hasEnded(state: Import["state"]): boolean {
  return ENDED.includes(state);
}

/** An import; asked again every second, then every five, until it has ended. */
export function importOf(db: string, id: string) {
  return queryOptions({
    queryKey: [db, "import", id],
    queryFn: () => dataOf(api.GET("/api/v1/database/{db}/imports/{id}", { params: { path: { db, id } } })),
    refetchInterval: ({ state }) => {
      if (state.data !== undefined && hasEnded(state.data.state)) return false;
      return Math.min(1000 + state.dataUpdateCount * 200, 5000);
    },
  });
}

export interface Reject {
  readonly row: string;
  readonly column: string;
  readonly value: string;
  readonly reason: string;
}

/** The first rejects of an import, with their reasons. */
export function rejects(db: string, id: string) {
  return queryOptions({
    queryKey: [db, "rejects", id],
    queryFn: async (): Promise<Reject[]> => {
      const rows = records(await rejectsText(db, id, 200));
      return rows
        .slice(1)
        .map(([row = "", , column = "", value = "", , reason = ""]) => ({ row, column, value, reason }));
    },
  });
}

export async function rejectsText(db: string, id: string, limit?: number): Promise<string> {
  const told = api.GET("/api/v1/database/{db}/imports/{id}/rejects", {
    params: { path: { db, id }, query: limit === undefined ? {} : { limit } },
    parseAs: "text",
  });
  return (await read(told)).body as unknown as string;
}

/** Read CSV as RFC 4180 has it. */
export function records(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted === undefined ? (plain ?? "") : quoted.replaceAll('""', '"'));
    if (end === ",") continue;
    if (row.length > 1 || row[0] !== "") rows.push(row);
    row = [];
  }
  return rows;
}

/** Bring a file up, telling how far it is; aborted by the signal. */
export async function upload(file: File, tell: (share: number) => void, signal: AbortSignal): Promise<string> {
  const content_type = typeOf(file);
  const body = { filename: file.name, size: file.size, content_type };
  const told = await dataOf(api.POST("/api/v1/uploads", { body }));
  await put(told, file, tell, signal);
  return told.upload_id;
}

const TYPES: Record<string, string> = {
  csv: "text/csv",
  tsv: "text/tab-separated-values",
  txt: "text/plain",
  xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  xls: "application/vnd.ms-excel",
  ods: "application/vnd.oasis.opendocument.spreadsheet",
};

function typeOf(file: File): string {
  const ending = file.name.split(".").at(-1)?.toLowerCase() ?? "";
  return TYPES[ending] ?? (file.type || "application/octet-stream");
}

function put(to: Schemas["Upload"], file: File, tell: (share: number) => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open(to.method, to.url);
    for (const [name, value] of Object.entries(to.headers)) request.setRequestHeader(name, value);
    request.upload.onprogress = (event) => tell(event.loaded / Math.max(event.total, 1));
    request.onload = () => (request.status < 300 ? resolve() : reject(refused(request.status)));
    request.onerror = () => reject(unreached(new Error("the object store was not reached")));
    request.onabort = () => reject(new DOMException("aborted", "AbortError"));
    signal.addEventListener("abort", () => request.abort());
    request.send(file);
  });
}

/** The store is no part of the API: what it says is told by its status alone. */
function refused(status: number): Trouble {
  return new Trouble(status, [{ code: "internal", message: `the object store refused the file: HTTP ${status}` }]);
}

/** A file that was brought up, or a Google Sheet. */
export type ImportSource =
  | {
      readonly upload_id: string;
      readonly google_sheet?: never;
      /** How its text is read, where it was said. */
      readonly encoding?: string | undefined;
      readonly delimiter?: string | undefined;
    }
  | { readonly google_sheet: Schemas["GoogleSheetBody"]; readonly upload_id?: never };

export function propose(db: string, source: ImportSource): Promise<Proposal> {
  if (source.google_sheet) {
    const body = { google_sheet: { ...source.google_sheet, database: db } };
    return dataOf(api.POST("/api/v1/funnel/propose", { params: { query: { database: db } }, body }));
  }
  const { upload_id, encoding, delimiter } = source;
  const query = { database: db, ...(encoding && { encoding }), ...(delimiter && { delimiter }) };
  return dataOf(api.POST("/api/v1/funnel/propose", { params: { query }, body: { upload_id } }));
}

/** What is asked about Google Sheets, and told. */
import { queryOptions } from "@tanstack/react-query";
import { api, dataOf, read, type Schemas } from "../../../api/client";

export type Credential = Schemas["Credential"];
export type Connection = Schemas["Connection"];
export type Sheet = Schemas["GoogleSheetBody"];

export function credentials(db: string) {
  return queryOptions({
    queryKey: [db, "sheets", "credentials"],
    queryFn: () => dataOf(api.GET("/api/v1/database/{db}/sheets/credentials", { params: { path: { db } } })),
  });
}

export function connections(db: string) {
  return queryOptions({
    queryKey: [db, "sheets", "connections"],
    queryFn: () => dataOf(api.GET("/api/v1/database/{db}/sheets/connections", { params: { path: { db } } })),
  });
}

/** The tabs of a spreadsheet, read by a credential. */
export function tabsOf(db: string, sheet: Sheet): Promise<Schemas["Spreadsheet"]> {
  return dataOf(api.POST("/api/v1/funnel/tabs", { body: { google_sheet: { ...sheet, database: db } } }));
}

/** A tab, or cells of it, in A1 notation. */
export function rangeOf(tab: string, area: string): string {
  const quoted = `'${tab.replaceAll("'", "''")}'`;
  return area.trim() === "" ? quoted : `${quoted}!${area.trim()}`;
}

export function keep(db: string, name: string, key: Schemas["CredentialBody"]["key"]): Promise<Credential> {
  const params = { path: { db, name } };
  return dataOf(api.PUT("/api/v1/database/{db}/sheets/credentials/{name}", { params, body: { key } }));
}

export async function forget(db: string, name: string): Promise<void> {
  await read(api.DELETE("/api/v1/database/{db}/sheets/credentials/{name}", { params: { path: { db, name } } }));
}

export function connect(db: string, name: string, body: Schemas["ConnectionBody"]): Promise<Connection> {
  return dataOf(api.PUT("/api/v1/database/{db}/sheets/connections/{name}", { params: { path: { db, name } }, body }));
}

export async function disconnect(db: string, name: string): Promise<void> {
  await read(api.DELETE("/api/v1/database/{db}/sheets/connections/{name}", { params: { path: { db, name } } }));
}

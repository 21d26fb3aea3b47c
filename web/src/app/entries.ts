/** What the palette leads to: pages, databases, classes, instances. */
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { useDeferredValue } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "../api/client";
import { databases, me, ontology } from "../api/queries";
import { useLabel } from "../ui/labels";

export interface Entry {
  readonly key: string;
  readonly kind: string;
  readonly text: string;
  readonly go: () => void;
}

const MOST = 12;
const PAGES = ["explore", "ontology", "changes", "imports", "activity", "settings"] as const;

/** Those that have what was typed; instances are the platform's own finds. */
export function useEntries(typed: string): readonly Entry[] {
  const { db } = useParams({ strict: false });
  const wanted = useDeferredValue(typed.trim().toLowerCase());
  const named = [...usePages(db), ...useNamed(db)].filter((entry) => entry.text.toLowerCase().includes(wanted));
  return [...named, ...useFound(db, wanted)].slice(0, MOST);
}

function usePages(db: string | undefined): Entry[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const { data: who } = useQuery(me);
  const page = (key: string, text: string, go: () => void) => ({
    key: `page ${key}`,
    kind: t("palette.page"),
    text,
    go,
  });
  const pages = [page("home", t("nav.home"), () => void navigate({ to: "/" }))];
  if (db !== undefined) {
    pages.push(page("overview", t("nav.overview"), () => void navigate({ to: "/db/$db", params: { db } })));
    for (const each of PAGES)
      pages.push(page(each, t(`nav.${each}`), () => void navigate({ to: `/db/$db/${each}`, params: { db } })));
  }
  pages.push(page("me", t("me.title"), () => void navigate({ to: "/me" })));
  if (who?.admin) pages.push(page("ops", t("nav.operations"), () => void navigate({ to: "/ops" })));
  return pages;
}

function useNamed(db: string | undefined): Entry[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const label = useLabel();
  const { data: all = [] } = useQuery(databases);
  const { data: shapes } = useQuery({ ...ontology(db ?? ""), enabled: db !== undefined });
  const entries: Entry[] = all.map((each) => ({
    key: `db ${each.name}`,
    kind: t("palette.database"),
    text: `${label(each)} ${each.name}`,
    go: () => void navigate({ to: "/db/$db", params: { db: each.name } }),
  }));
  if (db === undefined) return entries;
  for (const each of shapes?.classes ?? []) {
    const go = () => void navigate({ to: "/db/$db/explore", params: { db }, search: { class: each.name } });
    entries.push({ key: `class ${each.name}`, kind: t("palette.class"), text: `${label(each)} ${each.name}`, go });
  }
  return entries;
}

function useFound(db: string | undefined, wanted: string): Entry[] {
  const navigate = useNavigate();
  const { data = [] } = useQuery({
    queryKey: [db, "suggest", wanted],
    queryFn: () =>
      dataOf(
        api.GET("/api/v1/database/{db}/instances/suggest", {
          params: { path: { db: db ?? "" }, query: { q: wanted, limit: 8 } },
        }),
      ),
    enabled: db !== undefined && wanted.length > 1,
  });
  return data.map((hit) => {
    const params = { db: db ?? "", class: hit.class, id: hit.id };
    const go = () => void navigate({ to: "/db/$db/i/$class/$id", params });
    return { key: `${hit.class}/${hit.id}`, kind: hit.class, text: `${hit.text} ${hit.id}`, go };
  });
}

/** Go anywhere by typing: pages, databases, classes, instances. */
import { Dialog, DialogBody, InputGroup } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { useNavigate, useParams } from "@tanstack/react-router";
import { type KeyboardEvent, useDeferredValue, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "../api/client";
import { databases, ontology } from "../api/queries";
import { isEnter } from "../ui/keys";
import { useLabel } from "../ui/labels";

interface Entry {
  readonly key: string;
  readonly kind: string;
  readonly text: string;
  readonly go: () => void;
}

const MOST = 12;

export function Palette({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const list = useId();
  const [typed, setTyped] = useState("");
  const [at, setAt] = useState(0);
  const entries = useEntries(typed);
  const chosen = Math.min(at, entries.length - 1);

  function pressed(event: KeyboardEvent) {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) setAt(Math.max(0, Math.min(chosen + step, entries.length - 1)));
    else if (isEnter(event)) run(entries[chosen]);
    else return;
    event.preventDefault();
  }

  function run(entry: Entry | undefined) {
    if (entry === undefined) return;
    onClose();
    entry.go();
  }

  return (
    <Dialog isOpen title={t("shell.palette")} onClose={onClose} shouldReturnFocusOnClose>
      <DialogBody>
        <InputGroup
          autoFocus
          value={typed}
          placeholder={t("palette.hint")}
          aria-label={t("palette.hint")}
          role="combobox"
          aria-expanded={entries.length > 0}
          aria-controls={list}
          aria-activedescendant={entries[chosen] ? `${list}-${chosen}` : undefined}
          onKeyDown={pressed}
          onValueChange={(value) => {
            setTyped(value);
            setAt(0);
          }}
        />
        <div id={list} role="listbox" aria-label={t("shell.palette")} className="palette">
          {entries.map((entry, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: keys are the field's
            // biome-ignore lint/a11y/useFocusableInteractive: the field keeps the focus
            <div
              key={entry.key}
              id={`${list}-${index}`}
              role="option"
              aria-selected={index === chosen}
              onClick={() => run(entry)}
            >
              <span className="muted">{entry.kind}</span> {entry.text}
            </div>
          ))}
        </div>
      </DialogBody>
    </Dialog>
  );
}

function useEntries(typed: string): readonly Entry[] {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const label = useLabel();
  const { db } = useParams({ strict: false });
  const wanted = useDeferredValue(typed.trim().toLowerCase());
  const { data: all = [] } = useQuery(databases);
  const { data: shapes } = useQuery({ ...ontology(db ?? ""), enabled: db !== undefined });
  const { data: found = [] } = useSuggestions(db, wanted);
  const entries: Entry[] = all.map((each) => ({
    key: `db ${each.name}`,
    kind: t("palette.database"),
    text: `${label(each)} ${each.name}`,
    go: () => void navigate({ to: "/db/$db", params: { db: each.name } }),
  }));
  if (db !== undefined) {
    for (const each of shapes?.classes ?? []) {
      const go = () => void navigate({ to: "/db/$db/explore", params: { db }, search: { class: each.name } });
      entries.push({ key: `class ${each.name}`, kind: t("palette.class"), text: `${label(each)} ${each.name}`, go });
    }
    for (const hit of found) {
      const params = { db, class: hit.class, id: hit.id };
      const go = () => void navigate({ to: "/db/$db/i/$class/$id", params });
      entries.push({ key: `${hit.class}/${hit.id}`, kind: hit.class, text: `${hit.text} ${hit.id} ${wanted}`, go });
    }
  }
  return entries
    .filter((entry) => entry.text.toLowerCase().includes(wanted))
    .slice(0, MOST)
    .map((entry) => ({
      ...entry,
      text: entry.text.endsWith(` ${wanted}`) ? entry.text.slice(0, -wanted.length) : entry.text,
    }));
}

function useSuggestions(db: string | undefined, wanted: string) {
  return useQuery({
    queryKey: [db, "suggest", wanted],
    queryFn: () =>
      dataOf(
        api.GET("/api/v1/database/{db}/instances/suggest", {
          params: { path: { db: db ?? "" }, query: { q: wanted, limit: 8 } },
        }),
      ),
    enabled: db !== undefined && wanted.length > 1,
  });
}

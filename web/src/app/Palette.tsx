/** Go anywhere by typing: pages, databases, classes, instances. */
import { Dialog, DialogBody, InputGroup } from "@blueprintjs/core";
import { type KeyboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { isEnter } from "../ui/keys";
import { Listbox, useListbox } from "../ui/Listbox";
import { type Entry, useEntries } from "./entries";

export function Palette({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState("");
  const entries = useEntries(typed);
  const { list, at, to, walk, field } = useListbox(entries.length, entries.length > 0);

  function pressed(event: KeyboardEvent) {
    if (walk(event) || !isEnter(event)) return;
    run(entries[at]);
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
          {...field}
          onKeyDown={pressed}
          onValueChange={(value) => {
            setTyped(value);
            to(0);
          }}
        />
        <Listbox
          id={list}
          label={t("shell.palette")}
          className="palette"
          at={at}
          offers={entries.map(({ key, kind, text }) => ({
            key,
            text: (
              <>
                <span className="muted">{kind}</span> {text}
              </>
            ),
          }))}
          onChoose={(index) => run(entries[index])}
        />
      </DialogBody>
    </Dialog>
  );
}

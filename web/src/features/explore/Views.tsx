/** Saved explorations: saved, opened, renamed, shared and deleted. */
import { Button, Dialog, DialogBody, InputGroup, Switch, Tag } from "@blueprintjs/core";
import { Bookmark } from "@blueprintjs/icons";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Answered } from "../../ui/Answered";
import { Ask } from "../../ui/Dialogs";
import { Field } from "../../ui/Field";
import { guardComposition } from "../../ui/keys";
import { Person } from "../../ui/Person";
import { TroubleNote } from "../../ui/Trouble";
import { type Addressed, addressOf, savedViews, searchOf, useChangeView, type View } from "./views";

interface Here {
  readonly db: string;
  readonly address: Addressed;
}

export function Views({ db, address }: Here) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const close = () => setOpen(false);
  return (
    <>
      <Button icon={<Bookmark />} onClick={() => setOpen(true)} disabled={address.class === undefined}>
        {t("views.open")}
      </Button>
      <Dialog isOpen={open} onClose={close} title={t("views.title")} shouldReturnFocusOnClose>
        <DialogBody>
          <Saving db={db} address={address} />
          <Saved db={db} address={address} onOpen={close} />
        </DialogBody>
      </Dialog>
    </>
  );
}

function Saving({ db, address }: Here) {
  const { t } = useTranslation();
  const [name, setName] = useState("");
  const [shared, setShared] = useState(false);
  const save = useChangeView(db);
  const field = useRef<HTMLInputElement>(null);
  function saved() {
    setName((now) => (now === name ? "" : now));
    // The button is disabled now: the keys would be nowhere.
    field.current?.focus();
  }
  function send(event: FormEvent) {
    event.preventDefault();
    const body = { name: name.trim(), shared, search: searchOf(address) };
    save.mutate({ id: crypto.randomUUID(), body }, { onSuccess: saved });
  }
  return (
    <form className="stack" onSubmit={send} onKeyDown={guardComposition}>
      <Field id="view-name" label={t("views.name")} help={t("views.nameHelp")}>
        <InputGroup id="view-name" inputRef={field} value={name} onValueChange={setName} maxLength={128} />
      </Field>
      <div className="row">
        <Switch checked={shared} label={t("views.share")} onChange={() => setShared(!shared)} />
        <span className="grow" />
        <Button type="submit" intent="primary" disabled={name.trim() === ""} loading={save.isPending}>
          {t("act.save")}
        </Button>
      </div>
      {save.error ? <TroubleNote error={save.error} /> : null}
    </form>
  );
}

function Saved({ db, address, onOpen }: Here & { onOpen: () => void }) {
  const { t } = useTranslation();
  const found = useQuery(savedViews(db));
  return (
    <Answered of={found} isEmpty={(all) => all.length === 0} empty={<p className="muted">{t("views.none")}</p>}>
      {(all) => (
        <ul className="plain stack" aria-label={t("views.title")}>
          {all.map((view) => (
            <One key={view.id} db={db} view={view} address={address} onOpen={onOpen} />
          ))}
        </ul>
      )}
    </Answered>
  );
}

function One({ db, view, address, onOpen }: Here & { view: View; onOpen: () => void }) {
  const { t } = useTranslation();
  const [doing, setDoing] = useState<"naming" | "deleting" | null>(null);
  const change = useChangeView(db);
  const { id, version, name, shared, search } = view;
  const keep = (changed: Partial<Pick<View, "name" | "shared" | "search">>, then?: () => void) =>
    change.mutate({ id, version, body: { name, shared, search, ...changed } }, { onSuccess: () => then?.() });
  return (
    <li className="card">
      <div className="row">
        <Link to="/db/$db/explore" params={{ db }} search={addressOf(search)} onClick={onOpen}>
          {name}
        </Link>
        {shared ? <Tag minimal>{t("views.shared")}</Tag> : null}
        {view.editable ? null : (
          <span className="muted">
            <Person of={view.owner} />
          </span>
        )}
      </div>
      {view.editable ? (
        <div className="row">
          <Button size="small" onClick={() => setDoing("naming")}>
            {t("views.rename")}
          </Button>
          <Button size="small" onClick={() => keep({ shared: !shared })}>
            {t(shared ? "views.unshare" : "views.share")}
          </Button>
          <Button size="small" onClick={() => keep({ search: searchOf(address) })}>
            {t("views.replace")}
          </Button>
          <Button size="small" onClick={() => setDoing("deleting")}>
            {t("edit.delete")}
          </Button>
        </div>
      ) : null}
      {doing === "naming" ? (
        <Naming name={name} onName={(given) => keep({ name: given }, () => setDoing(null))} />
      ) : null}
      {change.error ? <TroubleNote error={change.error} /> : null}
      <Ask
        open={doing === "deleting"}
        title={t("views.deleteTitle", { name })}
        act={t("edit.delete")}
        intent="danger"
        busy={change.isPending}
        error={change.error}
        onClose={() => setDoing(null)}
        onAct={() => change.mutate({ id, version, body: null }, { onSuccess: () => setDoing(null) })}
      />
    </li>
  );
}

function Naming({ name, onName }: { name: string; onName: (name: string) => void }) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState(name);
  function send(event: FormEvent) {
    event.preventDefault();
    onName(typed.trim());
  }
  return (
    <form className="row" onSubmit={send} onKeyDown={guardComposition}>
      <InputGroup aria-label={t("views.name")} value={typed} onValueChange={setTyped} maxLength={128} autoFocus />
      <Button type="submit" disabled={typed.trim() === "" || typed.trim() === name}>
        {t("act.save")}
      </Button>
    </form>
  );
}

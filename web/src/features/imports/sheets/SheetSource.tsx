/** Rows that come from a Google Sheet: its address, who reads it, the tab. */
import { Button, HTMLSelect, InputGroup } from "@blueprintjs/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../../api/client";
import { Empty } from "../../../ui/Answered";
import { Field } from "../../../ui/Field";
import { guardComposition } from "../../../ui/keys";
import { TroubleNote } from "../../../ui/Trouble";
import { credentials, rangeOf, type Sheet, tabsOf } from "./reads";

interface Sourced {
  readonly db: string;
  readonly onChosen: (sheet: Sheet, title: string) => void;
}

export function SheetSource({ db, onChosen }: Sourced) {
  const { t } = useTranslation();
  const keys = useQuery(credentials(db));
  const [id, setId] = useState("");
  const [credential, setCredential] = useState("");
  const sheet: Sheet = { id: id.trim(), ...(credential !== "" && { credential }) };
  const tabs = useMutation({ mutationFn: () => tabsOf(db, sheet) });
  const manage = (
    <Link to="/db/$db/imports/sheets" params={{ db }}>
      {t("sheets.credentials")}
    </Link>
  );
  function look(event: FormEvent) {
    event.preventDefault();
    tabs.mutate();
  }
  return (
    <section className="card stack" aria-label={t("sheets.title")}>
      <h2 className="bp6-heading">{t("sheets.title")}</h2>
      {keys.error ? <TroubleNote error={keys.error} retry={() => void keys.refetch()} /> : null}
      {keys.data?.length === 0 ? (
        <Empty title={t("sheets.noCredentials")} action={manage}>
          {t("sheets.noCredentialsText")}
        </Empty>
      ) : null}
      {keys.data && keys.data.length > 0 ? (
        <form className="stack" onSubmit={look} onKeyDown={guardComposition}>
          <Field id="sheet" label={t("sheets.address")} help={t("sheets.addressHelp")}>
            <InputGroup
              id="sheet"
              value={id}
              onValueChange={(text) => {
                setId(text);
                tabs.reset();
              }}
            />
          </Field>
          <div className="row">
            <HTMLSelect
              aria-label={t("sheets.credential")}
              value={credential}
              onChange={(event) => {
                setCredential(event.target.value);
                tabs.reset();
              }}
            >
              {keys.data.length === 1 ? <option value="">{t("sheets.anyCredential")}</option> : null}
              {keys.data.length > 1 ? <option value="">–</option> : null}
              {keys.data.map((each) => (
                <option key={each.name} value={each.name}>
                  {`${each.name} · ${each.account}`}
                </option>
              ))}
            </HTMLSelect>
            <Button
              type="submit"
              loading={tabs.isPending}
              disabled={sheet.id === "" || (keys.data.length > 1 && credential === "")}
            >
              {t("sheets.lookInside")}
            </Button>
            {manage}
          </div>
        </form>
      ) : null}
      {tabs.error ? <TroubleNote error={tabs.error} /> : null}
      {tabs.data ? (
        <Tabs
          of={tabs.data}
          onChosen={(range, hidden) =>
            onChosen({ ...sheet, id: tabs.data.id, range, hidden }, `${tabs.data.title} · ${range}`)
          }
        />
      ) : null}
    </section>
  );
}

type Hidden = NonNullable<Sheet["hidden"]>;
const HIDDEN: readonly Hidden[] = ["read", "skip"];

interface Tabbed {
  readonly of: Schemas["Spreadsheet"];
  readonly onChosen: (range: string, hidden: Hidden) => void;
}

function Tabs({ of, onChosen }: Tabbed) {
  const { t } = useTranslation();
  const [tab, setTab] = useState((of.tabs.find((each) => !each.hidden) ?? of.tabs[0])?.name ?? "");
  const [area, setArea] = useState("");
  const [hidden, setHidden] = useState<Hidden>("read");
  return (
    <div className="stack">
      <strong>{of.title}</strong>
      <div className="row">
        <Field id="tab" label={t("sheets.tab")}>
          <HTMLSelect
            id="tab"
            value={tab}
            options={of.tabs.map((each) => ({
              value: each.name,
              label: `${each.name} (${each.rows} × ${each.columns})${each.hidden ? ` · ${t("sheets.hiddenTab")}` : ""}`,
            }))}
            onChange={(event) => setTab(event.target.value)}
          />
        </Field>
        <Field id="area" label={t("sheets.area")} help={t("sheets.areaHelp")}>
          <InputGroup id="area" value={area} onValueChange={setArea} />
        </Field>
        <Field id="hidden" label={t("sheets.hidden")}>
          <HTMLSelect
            id="hidden"
            value={hidden}
            options={HIDDEN.map((value) => ({ value, label: t(`sheets.hiddens.${value}`) }))}
            onChange={(event) => setHidden(event.target.value as Hidden)}
          />
        </Field>
      </div>
      <Button intent="primary" disabled={tab === ""} onClick={() => onChosen(rangeOf(tab, area), hidden)}>
        {t("sheets.use")}
      </Button>
    </div>
  );
}

/** Accounts that read Google Sheets: owners keep and forget their keys, which are never shown. */
import { Button, InputGroup, TextArea } from "@blueprintjs/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../../api/client";
import { problemsAt } from "../../../api/trouble";
import { Answered, Empty } from "../../../ui/Answered";
import { Ask } from "../../../ui/Dialogs";
import { Field } from "../../../ui/Field";
import { guardComposition } from "../../../ui/keys";
import { Table } from "../../../ui/Table";
import { TimeText } from "../../../ui/TimeText";
import { TroubleNote } from "../../../ui/Trouble";
import { credentials, forget, keep } from "./reads";

interface Kept {
  readonly db: string;
  readonly owner: boolean;
}

export function Credentials({ db, owner }: Kept) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const found = useQuery(credentials(db));
  const [leaving, setLeaving] = useState<string | null>(null);
  const drop = useMutation({
    mutationFn: (name: string) => forget(db, name),
    onSuccess: () => setLeaving(null),
    onSettled: () => queries.invalidateQueries({ queryKey: credentials(db).queryKey }),
  });
  return (
    <div className="stack">
      <Answered
        of={found}
        isEmpty={(all) => all.length === 0}
        empty={<Empty title={t("sheets.noCredentials")}>{t("sheets.noCredentialsText")}</Empty>}
      >
        {(all) => (
          <Table
            label={t("sheets.credentials")}
            head={[t("sheets.name"), t("sheets.account"), t("home.created"), t("changes.deeds")]}
          >
            {all.map((each) => (
              <tr key={each.name}>
                <th scope="row">{each.name}</th>
                <td>{each.account}</td>
                <td>
                  <TimeText at={each.created_at} />
                </td>
                <td>
                  <Button
                    size="small"
                    disabled={!owner}
                    title={owner ? undefined : t("sheets.ownersKeep")}
                    onClick={() => setLeaving(each.name)}
                  >
                    {t("sheets.forget")}
                  </Button>
                </td>
              </tr>
            ))}
          </Table>
        )}
      </Answered>
      {owner ? <NewCredential db={db} /> : <p className="muted">{t("sheets.ownersKeep")}</p>}
      <Ask
        open={leaving !== null}
        title={t("sheets.deleteCredential", { name: leaving ?? "" })}
        act={t("sheets.forget")}
        intent="danger"
        busy={drop.isPending}
        error={drop.error}
        onClose={() => setLeaving(null)}
        onAct={() => drop.mutate(leaving ?? "")}
      >
        <p>{t("sheets.deleteCredentialText")}</p>
      </Ask>
    </div>
  );
}

/** What is pasted, when it is an object of JSON. */
function keyIn(text: string): Schemas["CredentialBody"]["key"] | undefined {
  try {
    const read: unknown = JSON.parse(text);
    return typeof read === "object" && read !== null ? (read as Schemas["CredentialBody"]["key"]) : undefined;
  } catch {
    // Not JSON: the field says so, and nothing is sent.
    return undefined;
  }
}

function NewCredential({ db }: { db: string }) {
  const { t } = useTranslation();
  const queries = useQueryClient();
  const [name, setName] = useState("");
  const [text, setText] = useState("");
  const key = keyIn(text);
  const add = useMutation({
    mutationFn: (body: Schemas["CredentialBody"]["key"]) => keep(db, name.trim(), body),
    onSuccess: async () => {
      setName((now) => (now === name ? "" : now));
      setText((now) => (now === text ? "" : now));
      await queries.invalidateQueries({ queryKey: credentials(db).queryKey });
    },
  });
  function send(event: FormEvent) {
    event.preventDefault();
    if (key !== undefined) add.mutate(key);
  }
  return (
    <form className="card" onSubmit={send} onKeyDown={guardComposition}>
      <Field id="credential" label={t("sheets.name")} problems={problemsAt(add.error, "name")}>
        <InputGroup id="credential" value={name} onValueChange={setName} autoComplete="off" />
      </Field>
      <Field
        id="key"
        label={t("sheets.key")}
        help={text !== "" && key === undefined ? t("sheets.keyWrong") : t("sheets.keyHelp")}
        problems={problemsAt(add.error, "key")}
      >
        <TextArea
          id="key"
          className="json"
          fill
          rows={5}
          value={text}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setText(event.target.value)}
        />
      </Field>
      {add.error ? <TroubleNote error={add.error} /> : null}
      <Button type="submit" intent="primary" loading={add.isPending} disabled={name.trim() === "" || key === undefined}>
        {t("sheets.add")}
      </Button>
    </form>
  );
}

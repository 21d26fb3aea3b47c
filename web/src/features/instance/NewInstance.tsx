/** A new instance of a class. */
import { Button, InputGroup } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi, useNavigate } from "@tanstack/react-router";
import { type FormEvent, useMemo, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas } from "../../api/client";
import { useCommand } from "../../api/command";
import { type Class, ontology, whole } from "../../api/queries";
import { problemsAt } from "../../api/trouble";
import { Answered, Empty } from "../../ui/Answered";
import { DraftNotes } from "../../ui/DraftNotes";
import { useDraft } from "../../ui/draft";
import { Field } from "../../ui/Field";
import { guardComposition } from "../../ui/keys";
import { useLabel } from "../../ui/labels";
import { Page } from "../../ui/Page";
import { TroubleNote } from "../../ui/Trouble";
import { Form } from "./Form";
import { type Filled, packingOfNew } from "./keeping";

const route = getRouteApi("/in/db/$db/new/$class");

export function NewInstance() {
  const { t } = useTranslation();
  const { db, class: name } = route.useParams();
  const shapes = useQuery(ontology(db));
  if (shapes.data === undefined) {
    return (
      <Page title={t("edit.new", { name })}>
        <Answered of={shapes}>{() => null}</Answered>
      </Page>
    );
  }
  return (
    <Answered
      of={shapes}
      isEmpty={({ classes }) => whole(classes, name) === undefined}
      empty={
        <Page title={name}>
          <Empty title={t("edit.noClass", { name })} />
        </Page>
      }
    >
      {({ classes }) => <Filling db={db} shape={whole(classes, name) as Class} />}
    </Answered>
  );
}

function Filling({ db, shape }: { db: string; shape: Class }) {
  const { t } = useTranslation();
  const label = useLabel();
  const navigate = useNavigate();
  const packing = useMemo(() => packingOfNew(shape), [shape]);
  const draft = useDraft(`${db}/${shape.name}/new`, packing);
  const kept: Filled = draft.content ?? { id: "", data: {}, reason: "", forgotten: [] };
  const [busy, setBusy] = useState(false);
  const create = useCommand<Schemas["NewInstance"]>({
    db,
    label: t("edit.creating", { name: label(shape) }),
    send: (body, headers) => api.POST("/api/v1/database/{db}/instances", { params: { path: { db } }, body, headers }),
  });
  async function send(event: FormEvent) {
    event.preventDefault();
    const reason = kept.reason.trim();
    const given = { ...(kept.id !== "" && { id: kept.id }), ...(reason !== "" && { reason }) };
    setBusy(true);
    try {
      const body = { class: shape.name, data: kept.data, ...given } as Schemas["NewInstance"];
      const command = await create.give(body);
      const made = command.result as Schemas["InstanceResult"] | undefined;
      draft.drop();
      const params = { db, class: made?.class ?? shape.name, id: made?.id ?? kept.id };
      await navigate({ to: "/db/$db/i/$class/$id", params });
    } catch {
      setBusy(false);
    }
  }
  return (
    <Page title={t("edit.new", { name: label(shape) })}>
      <form className="card" onSubmit={(event) => void send(event)} onKeyDown={guardComposition}>
        <DraftNotes unkept={draft.unkept} forgotten={kept.forgotten} />
        {/* What is being made is what was given: nothing is typed that would be forgotten with it. */}
        <div inert={busy}>
          {(shape.key ?? []).length === 0 ? (
            <Field id="new-id" label={t("edit.id")} help={t("edit.idHelp")} problems={problemsAt(create.error, "id")}>
              <InputGroup id="new-id" value={kept.id} onValueChange={(id) => draft.keep({ ...kept, id })} />
            </Field>
          ) : null}
          <Form
            db={db}
            shape={shape}
            data={kept.data}
            error={create.error}
            keysFixed={false}
            onChange={(data) => draft.keep({ ...kept, data })}
          />
        </div>
        <div className="sticky">
          {create.error ? <TroubleNote error={create.error} /> : null}
          <div className="row">
            <Field id="new-reason" label={t("ask.reason")}>
              <InputGroup
                id="new-reason"
                value={kept.reason}
                onValueChange={(reason) => draft.keep({ ...kept, reason })}
              />
            </Field>
            <span className="grow" />
            <Button type="submit" intent="primary" loading={busy}>
              {t("act.create")}
            </Button>
          </div>
        </div>
      </form>
    </Page>
  );
}

/** What was said of one entry of a pull request's difference, and a word on it. */
import { Button, TextArea } from "@blueprintjs/core";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas } from "../../api/client";
import { useCommand } from "../../api/command";
import { hasDraft, useDraft } from "../../ui/draft";
import { Field } from "../../ui/Field";
import { Person } from "../../ui/Person";
import { TimeText } from "../../ui/TimeText";
import { TroubleNote } from "../../ui/Trouble";

interface Remarked {
  readonly db: string;
  readonly told: Schemas["PullDetail"];
  readonly path: string;
}

export function Remarks({ db, told, path }: Remarked) {
  const { t } = useTranslation();
  const name = `remark ${db}/${told.number}${path}`;
  const [open, setOpen] = useState(() => hasDraft(name));
  const said = told.comments.filter((each) => each.path === path);
  return (
    <>
      {said.length > 0 ? (
        <ul className="plain">
          {said.map((each) => (
            <li key={each.id}>
              <strong>
                <Person of={each.author} />
              </strong>{" "}
              <TimeText at={each.at} />: {each.comment}
            </li>
          ))}
        </ul>
      ) : null}
      {told.state !== "open" ? null : open ? (
        <Saying db={db} told={told} path={path} name={name} onDone={() => setOpen(false)} />
      ) : (
        <Button size="small" aria-label={t("pull.remarkOn", { path })} onClick={() => setOpen(true)}>
          {t("verdict.remark")}
        </Button>
      )}
    </>
  );
}

interface Said extends Remarked {
  /** Where the draft is kept. */
  readonly name: string;
  readonly onDone: () => void;
}

function Saying({ db, told, path, name, onDone }: Said) {
  const { t } = useTranslation();
  const draft = useDraft<string>(name);
  const text = draft.content ?? "";
  const comment = useCommand<Schemas["Commenting"]>({
    db,
    label: t("pull.commenting", { number: told.number }),
    send: (body, headers) =>
      api.POST("/api/v1/database/{db}/pull-requests/{number}/comments", {
        params: { path: { db, number: String(told.number) } },
        body,
        headers,
      }),
  });
  const leave = () => {
    draft.drop();
    onDone();
  };
  function send(event: FormEvent) {
    event.preventDefault();
    comment
      .give({ comment: text, path })
      .then(() => {
        draft.given(text);
        if (!hasDraft(name)) onDone();
      })
      .catch(() => undefined);
  }
  return (
    <form className="stack" onSubmit={send}>
      <Field id={name} label={t("pull.remarkOn", { path })}>
        <TextArea id={name} fill autoFocus value={text} onChange={(event) => draft.keep(event.target.value)} />
      </Field>
      {comment.error ? <TroubleNote error={comment.error} /> : null}
      <div className="row">
        <Button type="submit" intent="primary" disabled={text.trim() === ""} loading={comment.busy}>
          {t("act.send")}
        </Button>
        <Button onClick={leave}>{t("act.cancel")}</Button>
      </div>
    </form>
  );
}

/** What is said about a pull request: its text, reviews and comments, and a word of one's own. */
import { Button, HTMLSelect, Tag, TextArea } from "@blueprintjs/core";
import type { FormEvent } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas } from "../../api/client";
import { useCommand } from "../../api/command";
import { useDraft } from "../../ui/draft";
import { Field } from "../../ui/Field";
import { Person, usePeople } from "../../ui/Person";
import { PhaseTag } from "../../ui/PhaseTag";
import { useMay } from "../../ui/roles";
import { TimeText } from "../../ui/TimeText";
import { TroubleNote } from "../../ui/Trouble";

interface Talking {
  readonly db: string;
  readonly told: Schemas["PullDetail"];
}

type Verdict = "approve" | "request_changes" | "comment";
interface Said {
  readonly verdict: Verdict | "remark";
  readonly text: string;
}

const INTENT = { approve: "success", request_changes: "danger", comment: "none" } as const;

export function Talk({ db, told }: Talking) {
  const { t } = useTranslation();
  const reviewers = usePeople(told.reviewers);
  const said = [
    ...told.reviews.map((each) => ({ key: `review ${each.id}`, at: each.at, review: each, comment: null })),
    ...told.comments.map((each) => ({ key: `comment ${each.id}`, at: each.at, review: null, comment: each })),
  ].toSorted((one, other) => one.at.localeCompare(other.at));
  return (
    <div className="stack">
      {told.description ? <p>{told.description}</p> : null}
      {told.reviewers.length > 0 ? <p className="muted">{t("pull.asked", { names: reviewers.join(", ") })}</p> : null}
      {said.length === 0 ? <p className="muted">{t("pull.silent")}</p> : null}
      <ol className="plain stack">
        {said.map(({ key, review, comment }) => (
          <li key={key} className="card">
            <div className="row">
              <strong>
                <Person of={review?.reviewer ?? comment?.author} />
              </strong>
              {review ? (
                <Tag minimal intent={INTENT[review.verdict]}>
                  {t(`verdict.${review.verdict}`)}
                </Tag>
              ) : null}
              {comment?.path ? <code>{comment.path}</code> : null}
              {(review ?? comment)?.stale ? <Tag minimal>{t("pull.stale")}</Tag> : null}
              <span className="grow" />
              <TimeText at={(review ?? comment)?.at} />
            </div>
            <div>{(review ?? comment)?.comment}</div>
          </li>
        ))}
      </ol>
      {told.state === "open" ? <Saying db={db} told={told} /> : null}
    </div>
  );
}

function Saying({ db, told }: Talking) {
  const { t } = useTranslation();
  const may = useMay(db);
  const draft = useDraft<Said>(`talk ${db}/${told.number}`);
  const { verdict, text } = draft.content ?? { verdict: "remark", text: "" };
  const params = { path: { db, number: String(told.number) } };
  const review = useCommand<Schemas["Reviewing"]>({
    db,
    label: t("pull.reviewing", { number: told.number }),
    send: (body, headers) =>
      api.POST("/api/v1/database/{db}/pull-requests/{number}/reviews", { params, body, headers }),
  });
  const comment = useCommand<Schemas["Commenting"]>({
    db,
    label: t("pull.commenting", { number: told.number }),
    send: (body, headers) =>
      api.POST("/api/v1/database/{db}/pull-requests/{number}/comments", { params, body, headers }),
  });
  const giving = verdict === "remark" ? comment : review;
  const own = may.subject === told.author;
  async function send(event: FormEvent) {
    event.preventDefault();
    try {
      if (verdict === "remark") await comment.give({ comment: text });
      else await review.give({ verdict, comment: text, commit: told.source_head });
      draft.given({ verdict, text });
    } catch {
      // Shown below, and the text stays.
    }
  }
  return (
    <form className="card" onSubmit={(event) => void send(event)}>
      <Field id="say" label={t("pull.say")}>
        <TextArea id="say" fill value={text} onChange={(event) => draft.keep({ verdict, text: event.target.value })} />
      </Field>
      {giving.error ? <TroubleNote error={giving.error} /> : null}
      <div className="row">
        <HTMLSelect
          aria-label={t("pull.verdict")}
          value={verdict}
          onChange={(event) => draft.keep({ text, verdict: event.target.value as Said["verdict"] })}
          options={[
            { value: "remark", label: t("verdict.remark") },
            { value: "approve", label: t(own ? "verdict.approveOwn" : "verdict.approve"), disabled: own },
            { value: "request_changes", label: t("verdict.request_changes") },
            { value: "comment", label: t("verdict.comment") },
          ]}
        />
        <PhaseTag phase={giving.phase} />
        <Button
          type="submit"
          intent="primary"
          disabled={verdict !== "approve" && text.trim() === ""}
          loading={giving.busy}
        >
          {t("act.send")}
        </Button>
      </div>
    </form>
  );
}

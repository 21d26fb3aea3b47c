/** A draft becomes a commit, or a branch of its own with a pull request. */
import { Button, Callout, InputGroup, Radio, RadioGroup } from "@blueprintjs/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { useTranslation } from "react-i18next";
import { asTrouble } from "../../api/trouble";
import { useDraft } from "../../ui/draft";
import { Field } from "../../ui/Field";
import { guardComposition } from "../../ui/keys";
import { TroubleNote } from "../../ui/Trouble";
import type { Waiver } from "./Checking";
import { useCommits } from "./commits";
import type { Operation } from "./shape";

interface Ready {
  readonly db: string;
  readonly branch: string;
  /** What the draft is of. */
  readonly place: string;
  readonly head: string | null;
  readonly changes: readonly Operation[];
  readonly waivers: readonly Waiver[];
  readonly blocked: boolean;
  readonly suggested: string;
  readonly onBusy: (busy: boolean) => void;
  readonly onMoved: () => void;
  readonly onCancel: () => void;
  readonly onDone: () => void;
}

/** How it is to be committed: kept, like the draft itself. */
interface Said {
  readonly way: "commit" | "propose";
  /** None: what was suggested. */
  readonly message: string | null;
  readonly name: string;
}

export function Committing({
  db,
  branch,
  place,
  head,
  changes,
  waivers,
  blocked,
  suggested,
  onBusy,
  onMoved,
  onCancel,
  onDone,
}: Ready) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const draft = useDraft<Said>(`commit ${place}`);
  const said = draft.content ?? { way: "commit", message: null, name: "" };
  const { way, name } = said;
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const message = said.message ?? suggested;
  const { commit, propose } = useCommits({ db, branch, head, to: way === "commit" ? branch : name });

  function work(on: boolean) {
    setBusy(on);
    onBusy(on);
  }

  async function send(event: FormEvent) {
    event.preventDefault();
    work(true);
    setError(null);
    const body = { message, changes: [...changes], ...(waivers.length > 0 && { waive: [...waivers] }) };
    try {
      if (way === "commit") {
        await commit(body);
        draft.drop();
        onDone();
        return;
      }
      const number = await propose(name, body);
      draft.drop();
      onDone();
      await navigate({ to: "/db/$db/pulls/$number", params: { db, number: String(number) } });
    } catch (cause) {
      work(false);
      setError(cause);
    }
  }

  const moved = way === "commit" && error !== null && asTrouble(error).status === 412;
  return (
    <form className="sticky stack" onSubmit={(event) => void send(event)} onKeyDown={guardComposition}>
      {moved ? (
        <Callout intent="warning" title={t("ontology.moved")} compact role="alert">
          <Button
            onClick={() => {
              setError(null);
              onMoved();
            }}
          >
            {t("ontology.rebase")}
          </Button>
        </Callout>
      ) : error ? (
        <TroubleNote error={error} />
      ) : null}
      <Field id="commit-message" label={t("changes.message")}>
        <InputGroup
          id="commit-message"
          value={message}
          onValueChange={(typed) => draft.keep({ ...said, message: typed })}
        />
      </Field>
      <RadioGroup
        inline
        label={t("ontology.way")}
        selectedValue={way}
        onChange={(event) => {
          draft.keep({ ...said, way: event.currentTarget.value as Said["way"] });
          setError(null);
        }}
      >
        <Radio value="commit" label={t("ontology.commitTo", { branch })} />
        <Radio value="propose" label={t("ontology.propose")} />
      </RadioGroup>
      {way === "propose" ? (
        <Field id="branch-name" label={t("changes.branchName")}>
          <InputGroup id="branch-name" value={name} onValueChange={(next) => draft.keep({ ...said, name: next })} />
        </Field>
      ) : null}
      <div className="row">
        <span className="grow" />
        <Button
          onClick={() => {
            draft.drop();
            onCancel();
          }}
        >
          {t("act.cancel")}
        </Button>
        <Button
          type="submit"
          intent="primary"
          loading={busy}
          disabled={blocked || message.trim() === "" || (way === "propose" && name.trim() === "")}
        >
          {t(way === "commit" ? "ontology.commit" : "ontology.proposeIt")}
        </Button>
      </div>
    </form>
  );
}

/** A draft becomes a commit, or a branch of its own with a pull request. */
import { Button, Callout, InputGroup, Radio, RadioGroup } from "@blueprintjs/core";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, type Schemas } from "../../api/client";
import { useCommand } from "../../api/command";
import { same } from "../../api/numbers";
import { asTrouble } from "../../api/trouble";
import { Field } from "../../ui/Field";
import { guardComposition } from "../../ui/keys";
import { TroubleNote } from "../../ui/Trouble";
import type { Waiver } from "./Checking";
import type { Operation } from "./shape";

interface Ready {
  readonly db: string;
  readonly branch: string;
  readonly head: string | null;
  readonly changes: readonly Operation[];
  readonly waivers: readonly Waiver[];
  readonly blocked: boolean;
  readonly suggested: string;
  readonly onMoved: () => void;
  readonly onCancel: () => void;
  readonly onDone: () => void;
}

interface Written {
  readonly branch: string;
  readonly body: Schemas["OntologyChanges"];
}

/** What of a proposal is done, when a later step was refused: it goes on from there. */
interface Done {
  readonly branch: string;
  /** The head that the branch was made of. */
  readonly head: string | null;
  readonly committed: readonly Operation[] | null;
  /** Its head since. */
  readonly at: string | null;
}

/** The commit that an ETag names; none where nothing was committed yet. */
function commitOf(etag: string | null): string | undefined {
  return /^"(.+)"$/.exec(etag ?? "")?.[1];
}

export function Committing({
  db,
  branch,
  head,
  changes,
  waivers,
  blocked,
  suggested,
  onMoved,
  onCancel,
  onDone,
}: Ready) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [way, setWay] = useState<"commit" | "propose">("commit");
  const [typed, setTyped] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [error, setError] = useState<unknown>(null);
  const [busy, setBusy] = useState(false);
  const done = useRef<Done | null>(null);
  const message = typed ?? suggested;
  const commit = useCommand<Written>({
    db,
    label: t("ontology.committing", { branch: way === "commit" ? branch : name }),
    send: (written, headers) =>
      api.POST("/api/v1/database/{db}/ontology/changes", {
        params: { path: { db }, query: { branch: written.branch } },
        body: written.body,
        headers,
      }),
  });
  const makeBranch = useCommand<string>({
    db,
    label: t("changes.creatingBranch", { name }),
    send: (made, headers) =>
      api.POST("/api/v1/database/{db}/branches", {
        params: { path: { db } },
        // From the draft's own head: what others committed since is merged by the pull request, not undone by it.
        body: { name: made, from: commitOf(head) ?? branch },
        headers,
      }),
  });
  const propose = useCommand<Schemas["NewPullRequest"]>({
    db,
    label: t("pull.creating"),
    send: (body, headers) =>
      api.POST("/api/v1/database/{db}/pull-requests", { params: { path: { db } }, body, headers }),
  });

  async function send(event: FormEvent) {
    event.preventDefault();
    setBusy(true);
    setError(null);
    const body = { message, changes: [...changes], ...(waivers.length > 0 && { waive: [...waivers] }) };
    try {
      if (way === "commit") {
        await commit.give({ branch, body }, head);
        onDone();
        return;
      }
      if (done.current?.branch !== name || done.current.head !== head) {
        await makeBranch.give(name);
        done.current = { branch: name, head, committed: null, at: head };
      }
      if (!same(done.current.committed, changes)) {
        const { result } = await commit.give({ branch: name, body }, done.current.at);
        const { commit: at } = result as Schemas["CommitResult"];
        done.current = { ...done.current, committed: changes, at: at === null ? null : `"${at}"` };
      }
      const opened = await propose.give({ source: name, target: branch, title: message });
      onDone();
      const { number } = opened.result as Schemas["PullResult"];
      await navigate({ to: "/db/$db/pulls/$number", params: { db, number: String(number) } });
    } catch (cause) {
      setBusy(false);
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
        <InputGroup id="commit-message" value={message} onValueChange={setTyped} />
      </Field>
      <RadioGroup
        inline
        label={t("ontology.way")}
        selectedValue={way}
        onChange={(event) => {
          setWay(event.currentTarget.value as typeof way);
          setError(null);
        }}
      >
        <Radio value="commit" label={t("ontology.commitTo", { branch })} />
        <Radio value="propose" label={t("ontology.propose")} />
      </RadioGroup>
      {way === "propose" ? (
        <Field id="branch-name" label={t("changes.branchName")}>
          <InputGroup id="branch-name" value={name} onValueChange={setName} />
        </Field>
      ) : null}
      <div className="row">
        <span className="grow" />
        <Button onClick={onCancel}>{t("act.cancel")}</Button>
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

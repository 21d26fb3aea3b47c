/** One conflict: what each side says, and which is taken. */
import { Button, Radio, RadioGroup } from "@blueprintjs/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import { isExact } from "../../api/numbers";
import { hasDraft, useDraft } from "../../ui/draft";
import { Field } from "../../ui/Field";
import { ValueText } from "../../ui/Value";
import { ValueEditor } from "../../ui/ValueEditor";

type Conflict = Schemas["Conflict"];
type Chosen = Schemas["Chosen"];
type Choice = Chosen["choice"];

interface Asked {
  /** What is merged: a value that is typed is kept under it, whatever plan is the newest. */
  readonly of: string;
  readonly conflict: Conflict;
  readonly chosen: Chosen | undefined;
  readonly onAnswer: (chosen: Chosen) => void;
}

interface Shown extends Asked {
  readonly db: string;
}

/** The class that a path begins with. */
export function classOf(path: string): string {
  return path.split("/").find((step) => step !== "") ?? path;
}

export function OneConflict({ of, db, conflict, chosen, onAnswer }: Shown) {
  const { t } = useTranslation();
  const [typing, setTyping] = useState(() => chosen?.choice === "value" || hasDraft(draftOf(of, conflict)));
  return (
    <section className="card stack" aria-label={conflict.path}>
      <h2 className="bp6-heading">
        <code>{conflict.path}</code>
      </h2>
      <p className="muted">
        {t(`conflict.kind.${conflict.kind}`)} ·{" "}
        {conflict.affected > 0 ? (
          <Link to="/db/$db/explore" params={{ db }} search={{ class: classOf(conflict.path) }}>
            {t("conflict.affected", { count: conflict.affected })}
          </Link>
        ) : (
          t("conflict.affected", { count: conflict.affected })
        )}
      </p>
      <div className="conflict-values">
        {(["base", "ours", "theirs"] as const).map((side) => (
          <div key={side}>
            <div className="muted">{t(`conflict.${side}`)}</div>
            <ValueText value={conflict[side]} />
          </div>
        ))}
      </div>
      <RadioGroup
        label={t("conflict.choose")}
        selectedValue={typing ? "value" : (chosen?.choice ?? "")}
        onChange={(event) => {
          const choice = event.currentTarget.value as Choice;
          setTyping(choice === "value");
          if (choice !== "value") onAnswer({ conflict_id: conflict.id, choice });
        }}
      >
        {conflict.choices.map((choice) => (
          <Radio key={choice} value={choice} label={t(`conflict.choice.${choice}`)} />
        ))}
      </RadioGroup>
      {typing ? <Typed of={of} conflict={conflict} chosen={chosen} onAnswer={onAnswer} /> : null}
    </section>
  );
}

/** Where a value is kept until it is taken. */
function draftOf(of: string, { kind, path }: Conflict): string {
  return `value ${of} ${kind}${path}`;
}

function Typed({ of, conflict, chosen, onAnswer }: Asked) {
  const { t } = useTranslation();
  const draft = useDraft<{ value?: unknown }>(draftOf(of, conflict));
  const kept = draft.content === null ? (chosen?.value ?? conflict.ours) : draft.content.value;
  const value = kept ?? undefined;
  const take = () => {
    onAnswer({ conflict_id: conflict.id, choice: "value", value: (kept ?? null) as Schemas["Value"] });
    draft.drop();
  };
  return (
    <div className="row">
      <Field id="conflict-value" label={t("conflict.value")}>
        <ValueEditor
          id="conflict-value"
          property={{ name: conflict.path, type: typeOf([conflict.ours, conflict.theirs, conflict.base]) }}
          value={value}
          onChange={(next) => draft.keep({ value: next })}
        />
      </Field>
      <Button onClick={take}>{t("conflict.takeValue")}</Button>
    </div>
  );
}

/** The type of a value that takes the place of these: theirs, or JSON, which the platform judges. */
function typeOf(sides: readonly unknown[]): string {
  const kinds = new Set(
    sides.filter((each) => each !== null && each !== undefined).map((each) => (isExact(each) ? "number" : typeof each)),
  );
  const [kind] = kinds;
  if (kinds.size !== 1 || kind === "object") return "OBJECT";
  return kind === "boolean" ? "xsd:boolean" : kind === "number" ? "xsd:decimal" : "xsd:string";
}

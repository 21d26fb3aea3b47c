/** One conflict: what each side says, and which is taken. */
import { Button, InputGroup, Radio, RadioGroup } from "@blueprintjs/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import { parseExact } from "../../api/numbers";
import { Field } from "../../ui/Field";
import { ValueText, valueText } from "../../ui/Value";

type Conflict = Schemas["Conflict"];
type Chosen = Schemas["Chosen"];
type Choice = Chosen["choice"];

interface Asked {
  readonly conflict: Conflict;
  readonly chosen: Chosen | undefined;
  readonly onAnswer: (chosen: Chosen) => void;
}

export function OneConflict({ conflict, chosen, onAnswer }: Asked) {
  const { t } = useTranslation();
  const [typing, setTyping] = useState(chosen?.choice === "value");
  return (
    <section className="card stack" aria-label={conflict.path}>
      <h2 className="bp6-heading">
        <code>{conflict.path}</code>
      </h2>
      <p className="muted">
        {t(`conflict.kind.${conflict.kind}`)} · {t("conflict.affected", { count: conflict.affected })}
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
      {typing ? <Typed conflict={conflict} chosen={chosen} onAnswer={onAnswer} /> : null}
    </section>
  );
}

function Typed({ conflict, chosen, onAnswer }: Asked) {
  const { t } = useTranslation();
  const [text, setText] = useState(valueText(chosen?.value ?? conflict.ours));
  return (
    <div className="row">
      <Field id="conflict-value" label={t("conflict.value")} help={t("conflict.valueHelp")}>
        <InputGroup id="conflict-value" value={text} onValueChange={setText} />
      </Field>
      <Button
        onClick={() => onAnswer({ conflict_id: conflict.id, choice: "value", value: typedValue(text, conflict) })}
      >
        {t("conflict.takeValue")}
      </Button>
    </div>
  );
}

/** A text where both sides are texts; else JSON, which the platform judges. */
function typedValue(text: string, conflict: Conflict): Schemas["Value"] {
  if (typeof conflict.ours === "string" || typeof conflict.theirs === "string") return text;
  try {
    return parseExact(text) as Schemas["Value"];
  } catch {
    return text;
  }
}

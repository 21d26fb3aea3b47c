/** Dialogs that ask before something is done; the focus goes back to what opened them. */
import { Button, Dialog, DialogBody, DialogFooter, InputGroup, type Intent } from "@blueprintjs/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import type { Commanding } from "../api/command";
import { type Draft, useDraft } from "./draft";
import { Field } from "./Field";
import { TroubleNote } from "./Trouble";

interface Asking {
  readonly title: string;
  /** What the reason is kept under, where the title changes while it is asked. */
  readonly about?: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly act: string;
  readonly intent?: Intent;
  readonly busy?: boolean;
  readonly error?: unknown;
  /** A reason is asked for, and given on. */
  readonly reason?: "asked" | "required";
  /** Must be typed before anything is done. */
  readonly typed?: string;
  readonly disabled?: boolean;
  readonly onAct: (reason: string) => void;
  readonly children?: ReactNode;
}

export function Ask(asking: Asking) {
  const { t } = useTranslation();
  const kept = useReason(asking);
  const reason = kept.content ?? "";
  const [typed, setTyped] = useState("");
  const close = () => {
    kept.drop();
    setTyped("");
    asking.onClose();
  };
  const ready =
    !asking.disabled &&
    (asking.reason !== "required" || reason.trim() !== "") &&
    (!asking.typed || typed === asking.typed);
  return (
    <Dialog isOpen={asking.open} onClose={close} title={asking.title} shouldReturnFocusOnClose className="ask">
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (ready) asking.onAct(reason.trim());
        }}
      >
        <DialogBody>
          {asking.children}
          {asking.reason ? (
            <Field id="ask-reason" label={t(asking.reason === "required" ? "ask.reasonRequired" : "ask.reason")}>
              <InputGroup id="ask-reason" value={reason} onValueChange={kept.keep} autoFocus />
            </Field>
          ) : null}
          {asking.typed ? (
            <Field id="ask-typed" label={t("ask.type", { word: asking.typed })}>
              <InputGroup id="ask-typed" value={typed} onValueChange={setTyped} autoComplete="off" />
            </Field>
          ) : null}
          {asking.error ? <TroubleNote error={asking.error} /> : null}
        </DialogBody>
        <DialogFooter
          actions={
            <>
              <Button onClick={close}>{t("act.cancel")}</Button>
              <Button
                type="submit"
                intent={asking.intent ?? "primary"}
                disabled={!ready}
                loading={asking.busy ?? false}
              >
                {asking.act}
              </Button>
            </>
          }
        />
      </form>
    </Dialog>
  );
}

/** A reason stays through a sign-in: who asks the same again on this page finds it. */
function useReason({ title, about = title }: Pick<Asking, "title" | "about">): Draft<string> {
  return useDraft<string>(`reason ${globalThis.location.pathname} ${about}`);
}

interface AskingCommand<Input> extends Omit<Asking, "open" | "busy" | "error" | "onAct"> {
  readonly command: Commanding<Input>;
  /** What is given, with the reason where one is asked for. */
  readonly input: (reason: string) => Input;
  readonly ifMatch?: string | null;
  /** Else it is closed when it is done. */
  readonly onDone?: () => void;
}

/** Ask before a command is given; where that is refused the dialog stays and says why. */
export function AskCommand<Input>({ command, input, ifMatch, onDone, ...asking }: AskingCommand<Input>) {
  const { drop } = useReason(asking);
  return (
    <Ask
      {...asking}
      open
      busy={command.busy}
      error={command.error}
      onAct={(reason) => {
        command
          .give(input(reason), ifMatch)
          .then(drop)
          .then(onDone ?? asking.onClose)
          .catch(() => undefined);
      }}
    />
  );
}

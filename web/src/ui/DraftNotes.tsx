/** What is to be known of a draft: what of it a reload would lose, or has lost. */
import { Callout } from "@blueprintjs/core";
import { useTranslation } from "react-i18next";

interface Noted {
  readonly unkept: boolean;
  /** Personal values that were typed, and are kept by no storage. */
  readonly forgotten?: readonly string[];
}

export function DraftNotes({ unkept, forgotten = [] }: Noted) {
  const { t } = useTranslation();
  return (
    <>
      {unkept ? (
        <Callout intent="warning" compact role="status">
          {t("draft.unkept")}
        </Callout>
      ) : null}
      {forgotten.length > 0 ? (
        <Callout intent="warning" compact role="status">
          {t("draft.forgotten", { names: forgotten.join(", ") })}
        </Callout>
      ) : null}
    </>
  );
}

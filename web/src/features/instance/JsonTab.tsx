/** An instance as the API tells it, digit by digit. */
import { Button } from "@blueprintjs/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { writeExact } from "../../api/numbers";
import type { InstanceState } from "./reads";

export function JsonTab({ state }: { readonly state: InstanceState }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const text = writeExact(state, 2);
  return (
    <>
      <Button size="small" onClick={() => void navigator.clipboard?.writeText(text).then(() => setCopied(true))}>
        {t(copied ? "act.copied" : "act.copy")}
      </Button>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <pre className="json" tabIndex={0}>
        {text}
      </pre>
    </>
  );
}

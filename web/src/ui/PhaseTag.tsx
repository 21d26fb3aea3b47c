/** Where a command is: accepted is not done, and parked is an end of its own. */
import { Tag } from "@blueprintjs/core";
import { useTranslation } from "react-i18next";
import type { Phase } from "../api/command";

const INTENT = {
  idle: "none",
  sending: "none",
  accepted: "primary",
  done: "success",
  failed: "danger",
  parked: "warning",
  unknown: "warning",
} as const;

export function PhaseTag({ phase }: { readonly phase: Phase }) {
  const { t } = useTranslation();
  if (phase === "idle") return null;
  return (
    <Tag intent={INTENT[phase]} minimal aria-live="polite">
      {t(`phase.${phase}`)}
    </Tag>
  );
}

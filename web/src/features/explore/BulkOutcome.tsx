/** What came of a change of many, or what would. */
import { Callout } from "@blueprintjs/core";
import { useTranslation } from "react-i18next";
import type { Outcome } from "./all-found";

const LISTED = 20;

interface Told {
  readonly outcome: Outcome;
  readonly as: "would" | "did" | "undone";
  /** How many were meant. */
  readonly of: number;
}

export function BulkOutcome({ outcome, as, of }: Told) {
  const { t } = useTranslation();
  const { done, refused, parked, sent, why } = outcome;
  return (
    <Callout intent={refused + parked > 0 || sent < of ? "warning" : "success"} role="status" compact>
      {t(`bulk.${as}`, { count: done })} {parked > 0 ? `${t("bulk.parked", { count: parked })} ` : null}
      {sent < of ? `${t("bulk.left", { count: of - sent })} ` : null}
      {refused > 0 ? t("bulk.refused", { count: refused }) : null}
      <ul>
        {why.slice(0, LISTED).map((each) => (
          <li key={each.id}>
            <code>{each.id}</code> {each.why}
          </li>
        ))}
      </ul>
      {refused + parked > Math.min(why.length, LISTED) && why.length > 0 ? (
        <p>{t("bulk.more", { count: refused + parked - Math.min(why.length, LISTED) })}</p>
      ) : null}
    </Callout>
  );
}

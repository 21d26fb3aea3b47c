/** A plain table with a heading for who hears it, for what is few. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

export function Table({ label, head, children }: { label: string; head: readonly string[]; children: ReactNode }) {
  const { t } = useTranslation();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className="scrolls" tabIndex={0} aria-label={t("state.table", { name: label })}>
      <table className="bp6-html-table bp6-html-table-condensed wide">
        <caption className="only-spoken">{label}</caption>
        <thead>
          <tr>
            {head.map((title) => (
              <th key={title} scope="col">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>{children}</tbody>
      </table>
    </section>
  );
}

/** The first rows of a table, as they stand in the file. */
import { useTranslation } from "react-i18next";
import type { Schemas } from "../../api/client";
import { Table } from "../../ui/Table";

export function FirstRows({ table }: { readonly table: Schemas["Table"] }) {
  const { t } = useTranslation();
  if (table.preview.length === 0) return null;
  return (
    <details>
      <summary>{t("imports.firstRows", { count: table.preview.length })}</summary>
      <Table
        label={t("imports.firstRows", { count: table.preview.length })}
        head={table.columns.map(({ name }) => name)}
      >
        {table.preview.map((row, index) => (
          <tr key={index}>
            {row.map((cell, at) => (
              <td key={at}>{cell === null ? <span className="muted">–</span> : cell}</td>
            ))}
          </tr>
        ))}
      </Table>
    </details>
  );
}

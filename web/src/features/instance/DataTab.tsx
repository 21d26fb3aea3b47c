/** The values of an instance; beside them those of now, where the past is compared. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { same } from "../../api/numbers";
import type { Class, Property, Relationship } from "../../api/queries";
import { GoneText, type How } from "../../ui/Gone";
import { useLabel } from "../../ui/labels";
import { Table } from "../../ui/Table";
import { ValueText } from "../../ui/Value";
import type { Data, InstanceState, Which } from "./reads";

interface Shown {
  readonly which: Which;
  readonly shape: Class | undefined;
  readonly state: InstanceState;
  readonly now?: InstanceState | undefined;
}

export function DataTab({ which, shape, state, now }: Shown) {
  const { t } = useTranslation();
  const label = useLabel();
  const data = state.data as Data;
  const current = now?.data as Data | undefined;
  const properties = shape?.properties ?? [];
  const relationships = shape?.relationships ?? [];
  const known = [...properties, ...relationships];
  const unknown = [...Object.keys(data), ...(state.erased ?? []), ...(state.lost ?? [])]
    .filter((name) => !known.some((each) => each.name === name))
    .map((name) => ({ name }));
  const head = [t("instance.field"), t("instance.value"), ...(current ? [t("instance.now")] : [])];
  return (
    <Table label={t("instance.tab.data")} head={head}>
      {[...known, ...unknown].map((each) => {
        const differs =
          current !== undefined &&
          (goneIn(state, each.name) !== goneIn(now, each.name) || !same(data[each.name], current[each.name]));
        return (
          <tr key={each.name} className={differs ? "changed" : undefined}>
            <th scope="row">
              {label(each)}
              {"unit" in each && typeof each.unit === "string" ? <span className="muted"> ({each.unit})</span> : null}
            </th>
            <td>
              <Shown which={which} field={each} value={data[each.name]} how={goneIn(state, each.name)} />
            </td>
            {current ? (
              <td>
                {differs ? <span className="only-spoken">{t("instance.differs")} </span> : null}
                <Shown which={which} field={each} value={current[each.name]} how={goneIn(now, each.name)} />
              </td>
            ) : null}
          </tr>
        );
      })}
    </Table>
  );
}

interface FieldValue {
  readonly which: Which;
  readonly field: (Partial<Pick<Property, "type" | "values">> & { readonly name: string }) | Relationship;
  readonly value: unknown;
  readonly how: How | undefined;
}

function goneIn(state: InstanceState | undefined, name: string): How | undefined {
  if (state?.erased?.includes(name)) return "erased";
  return state?.lost?.includes(name) ? "lost" : undefined;
}

function Shown({ which, field, value, how }: FieldValue) {
  if (how) return <GoneText how={how} />;
  if (!("target" in field)) return <ValueText value={value} type={field.type} values={field.values} />;
  const ids = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  if (ids.length === 0) return <ValueText value={undefined} />;
  return (
    <span className="row">
      {ids.map((id) => (
        <Link key={String(id)} to="/db/$db/i/$class/$id" params={{ db: which.db, class: field.target, id: String(id) }}>
          {String(id)}
        </Link>
      ))}
    </span>
  );
}

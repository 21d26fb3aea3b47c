/** A class as it is: what it says of itself, its properties and relationships, inherited ones marked. */
import { Tag } from "@blueprintjs/core";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { type Class, whole } from "../../api/queries";
import { textIn, useLabel } from "../../ui/labels";
import { usePreferences } from "../../ui/preferences";
import { Table } from "../../ui/Table";
import { valueText } from "../../ui/Value";

interface Viewed {
  readonly db: string;
  readonly classes: readonly Class[];
  readonly shape: Class;
}

export function ClassView({ db, classes, shape }: Viewed) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language } = usePreferences();
  const all = whole(classes, shape.name) ?? shape;
  const own = new Set((shape.properties ?? []).map((each) => each.name));
  return (
    <div className="stack">
      <h2 className="bp6-heading">
        {label(shape)} <span className="muted">{shape.name}</span>{" "}
        {shape.abstract ? <Tag minimal>{t("ontology.abstract")}</Tag> : null}
      </h2>
      <p>{textIn(language, shape.description)}</p>
      <dl className="pairs">
        <dt>{t("ontology.parent")}</dt>
        <dd>{shape.parent ?? "–"}</dd>
        <dt>{t("ontology.key")}</dt>
        <dd>{(all.key ?? []).join(", ") || t("ontology.noKey")}</dd>
        <dt>{t("ontology.instances")}</dt>
        <dd>
          <Link to="/db/$db/explore" params={{ db }} search={{ class: shape.name }}>
            {t("nav.explore")}
          </Link>
        </dd>
      </dl>
      <h3 className="bp6-heading">{t("ontology.properties")}</h3>
      <Table
        label={t("ontology.properties")}
        head={[
          t("ontology.name"),
          t("ontology.label"),
          t("ontology.type"),
          t("ontology.required"),
          t("ontology.constraints"),
        ]}
      >
        {(all.properties ?? []).map((each) => (
          <tr key={each.name}>
            <th scope="row">
              {each.name} {own.has(each.name) ? null : <Tag minimal>{t("ontology.inherited")}</Tag>}
            </th>
            <td>{label(each)}</td>
            <td>
              <code>{each.type}</code> {each.unit}
            </td>
            <td>{each.required ? t("value.yes") : ""}</td>
            <td className="muted">
              {valueText(each.constraints)}
              {(each.values ?? []).map((value) => (typeof value === "string" ? value : label(value))).join(", ")}
            </td>
          </tr>
        ))}
      </Table>
      <h3 className="bp6-heading">{t("ontology.relationships")}</h3>
      {(all.relationships ?? []).length === 0 ? (
        <p className="muted">{t("ontology.noRelationships")}</p>
      ) : (
        <Table
          label={t("ontology.relationships")}
          head={[
            t("ontology.name"),
            t("ontology.label"),
            t("ontology.target"),
            t("ontology.cardinality"),
            t("ontology.inverse"),
          ]}
        >
          {(all.relationships ?? []).map((each) => (
            <tr key={each.name}>
              <th scope="row">{each.name}</th>
              <td>{label(each)}</td>
              <td>
                <Link from="/db/$db/ontology" to="." search={(search) => ({ ...search, class: each.target })}>
                  {each.target}
                </Link>
              </td>
              <td>{t(`cardinality.${each.cardinality ?? "many_to_one"}`)}</td>
              <td>{each.inverse ?? "–"}</td>
            </tr>
          ))}
        </Table>
      )}
    </div>
  );
}

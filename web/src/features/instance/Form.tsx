/** The fields of a class, each with the editor of its type and the problems that the platform found at it. */
import { InputGroup } from "@blueprintjs/core";
import { useQuery } from "@tanstack/react-query";
import { useDeferredValue, useId, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, dataOf } from "../../api/client";
import type { Class, Property, Relationship } from "../../api/queries";
import { problemsAt } from "../../api/trouble";
import { Field } from "../../ui/Field";
import { textIn, useLabel } from "../../ui/labels";
import { usePreferences } from "../../ui/preferences";
import { ValueEditor } from "../../ui/ValueEditor";
import type { Data } from "./reads";

interface Filling {
  readonly db: string;
  readonly shape: Class;
  readonly data: Data;
  readonly error: unknown;
  /** Keys never change once there is an instance. */
  readonly keysFixed: boolean;
  readonly onChange: (data: Data) => void;
}

export function Form({ db, shape, data, error, keysFixed, onChange }: Filling) {
  const set = (name: string, value: unknown) => {
    const next = { ...data };
    if (value === undefined) delete next[name];
    else next[name] = value;
    onChange(next);
  };
  const fixed = (name: string) => keysFixed && (shape.key ?? []).includes(name);
  return (
    <>
      {(shape.properties ?? []).map((each) => (
        <PropertyField
          key={each.name}
          property={each}
          value={data[each.name]}
          error={error}
          fixed={fixed(each.name)}
          onChange={(value) => set(each.name, value)}
        />
      ))}
      {(shape.relationships ?? []).map((each) => (
        <LinkField
          key={each.name}
          db={db}
          relationship={each}
          value={data[each.name]}
          error={error}
          fixed={fixed(each.name)}
          onChange={(value) => set(each.name, value)}
        />
      ))}
    </>
  );
}

interface Filled {
  readonly value: unknown;
  readonly error: unknown;
  readonly fixed: boolean;
  readonly onChange: (value: unknown) => void;
}

function PropertyField({ property, value, error, fixed, onChange }: Filled & { property: Property }) {
  const { t } = useTranslation();
  const label = useLabel();
  const { language } = usePreferences();
  const id = `field-${property.name}`;
  const problems = problemsAt(error, property.name);
  const help = fixed ? t("edit.keyFixed") : textIn(language, property.description);
  return (
    <Field
      id={id}
      problems={problems}
      help={help}
      label={
        <>
          {label(property)}
          {property.unit ? ` (${property.unit})` : ""} <span className="muted">{property.type}</span>
          {property.required ? <span title={t("edit.required")}> *</span> : null}
        </>
      }
    >
      <ValueEditor
        id={id}
        property={property}
        value={value}
        disabled={fixed}
        invalid={problems.length > 0}
        describedBy={problems.length > 0 || help ? `${id}-help` : undefined}
        onChange={onChange}
      />
    </Field>
  );
}

/** Ids are parted by commas; one that has a comma is written with `\\,`. */
const BETWEEN = /(?<!\\),/;

function LinkField({
  db,
  relationship,
  value,
  error,
  fixed,
  onChange,
}: Filled & { db: string; relationship: Relationship }) {
  const label = useLabel();
  const id = `field-${relationship.name}`;
  const many = relationship.cardinality === "one_to_many" || relationship.cardinality === "many_to_many";
  const problems = problemsAt(error, relationship.name);
  const [text, setText] = useState(
    many && Array.isArray(value)
      ? value.map((each) => String(each).replaceAll(",", "\\,")).join(", ")
      : String(value ?? ""),
  );
  const list = useId();
  const wanted = useDeferredValue(text.split(BETWEEN).at(-1)?.trim() ?? "");
  const { data: found = [] } = useQuery({
    queryKey: [db, "suggest", relationship.target, wanted],
    queryFn: () =>
      dataOf(
        api.GET("/api/v1/database/{db}/instances/suggest", {
          params: { path: { db }, query: { q: wanted, class: relationship.target, limit: 10 } },
        }),
      ),
    enabled: wanted.length > 1 && !fixed,
  });
  function change(next: string) {
    setText(next);
    const ids = next
      .split(BETWEEN)
      .map((each) => each.trim().replaceAll("\\,", ","))
      .filter((each) => each !== "");
    if (ids.length === 0) onChange(undefined);
    else onChange(many ? ids : next.trim());
  }
  return (
    <Field
      id={id}
      problems={problems}
      label={
        <>
          {label(relationship)} <span className="muted">→ {relationship.target}</span>
        </>
      }
    >
      <InputGroup id={id} value={text} list={list} disabled={fixed} onValueChange={change} autoComplete="off" fill />
      <datalist id={list}>
        {found.map((each) => (
          <option key={`${each.class}/${each.id}`} value={each.id}>
            {each.text}
          </option>
        ))}
      </datalist>
    </Field>
  );
}

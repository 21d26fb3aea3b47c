/** A stored value as people read it, with all its digits. */
import { Fragment } from "react";
import { useTranslation } from "react-i18next";
import { isExact, writeExact } from "../api/numbers";
import type { Property } from "../api/queries";
import { useLabel } from "./labels";
import { TimeText } from "./TimeText";

interface Shown {
  readonly value: unknown;
  readonly type?: string | undefined;
  /** The members of an ENUM. */
  readonly values?: Property["values"] | undefined;
}

const TIMES = new Set(["xsd:dateTime", "DATETIME", "xsd:dateTimeStamp"]);

export function ValueText({ value, type, values }: Shown) {
  const { t } = useTranslation();
  const label = useLabel();
  if (value === null || value === undefined) return <span className="muted">–</span>;
  if (isExact(value)) return <span className="number">{value.rawJSON}</span>;
  if (typeof value === "number") return <span className="number">{String(value)}</span>;
  if (typeof value === "boolean") return <>{t(value ? "value.yes" : "value.no")}</>;
  if (typeof value === "string" && values) return <>{memberLabel(values, value, label)}</>;
  if (typeof value === "string") return <Text value={value} type={type} />;
  if (Array.isArray(value)) return <List values={value} />;
  if (isMoney(value) || isPlace(value)) return <span className="number">{valueText(value)}</span>;
  return <code className="json">{valueText(value)}</code>;
}

function Text({ value, type }: { value: string; type: string | undefined }) {
  if (type !== undefined && TIMES.has(type)) return <TimeText at={value} precise />;
  const linked = type === "URL" || type === "xsd:anyURI";
  if (linked && /^https?:\/\//.test(value)) {
    return (
      <a href={value} rel="noreferrer noopener" target="_blank">
        {value}
      </a>
    );
  }
  return <>{value}</>;
}

function List({ values }: { values: readonly unknown[] }) {
  return (
    <>
      {values.map((each, index) => (
        <Fragment key={index}>
          {index > 0 ? ", " : ""}
          <ValueText value={each} />
        </Fragment>
      ))}
    </>
  );
}

/** What a member of an ENUM is called. */
export function memberLabel(
  values: NonNullable<Property["values"]>,
  name: string,
  label: ReturnType<typeof useLabel>,
): string {
  const member = values.find((each) => typeof each !== "string" && each.name === name);
  return member === undefined || typeof member === "string" ? name : label(member);
}

/** A value in a line of text. */
export function valueText(value: unknown): string {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return value;
  if (isMoney(value)) return `${value.amount} ${value.currency}`;
  if (isPlace(value)) return `${writeExact(value.lat)}, ${writeExact(value.lon)}`;
  return writeExact(value);
}

function isPlace(value: unknown): value is { lat: unknown; lon: unknown } {
  return typeof value === "object" && value !== null && "lat" in value && "lon" in value;
}

function isMoney(value: unknown): value is { amount: string; currency: string } {
  return typeof value === "object" && value !== null && "amount" in value && "currency" in value;
}

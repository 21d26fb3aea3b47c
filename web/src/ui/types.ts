/** What kinds of types there are, for who edits or counts them. */
const WHOLE =
  /^xsd:(integer|int|long|short|byte|nonNegativeInteger|positiveInteger|nonPositiveInteger|negativeInteger|unsignedInt|unsignedLong|unsignedShort|unsignedByte)$/;

export function isWhole(type: string): boolean {
  return WHOLE.test(type);
}

export function isNumber(type: string): boolean {
  return isWhole(type) || type === "xsd:decimal" || type === "xsd:double" || type === "xsd:float" || type === "PERCENT";
}

export function isMoment(type: string): boolean {
  return type === "xsd:dateTime" || type === "DATETIME" || type === "xsd:date" || type === "DATE";
}

/** Moments of a day, not days. */
export function isInstant(type: string): boolean {
  return type === "xsd:dateTime" || type === "DATETIME";
}

/** Types whose values are few enough to be counted one by one. */
export function isCounted(type: string): boolean {
  return ["xsd:string", "xsd:boolean", "ENUM", "COUNTRY", "CURRENCY", "xsd:token", "xsd:normalizedString"].includes(
    type,
  );
}

export function isComposite(type: string): boolean {
  return ["ARRAY", "OBJECT", "MONEY", "COORDINATE", "ADDRESS", "IMAGE", "FILE", "NAME"].includes(type);
}

/** JSON whose numbers keep all their digits: `JSON.parse` alone would round them. */

/** A number that no float holds as it was written; `JSON.stringify` writes it back digit by digit. */
export interface ExactNumber {
  readonly rawJSON: string;
}

interface Context {
  readonly source?: string;
}

interface ExactJson {
  parse(text: string, reviver: (key: string, value: unknown, context: Context) => unknown): unknown;
  rawJSON?: (text: string) => ExactNumber;
  isRawJSON?: (value: unknown) => value is ExactNumber;
}

const json = JSON as unknown as ExactJson;

/** Whether this browser can keep numbers whole; one that cannot is told so, and shows nothing wrong. */
export const keepsNumbers = typeof json.rawJSON === "function";

/** Read JSON; a number that a float would change becomes an `ExactNumber`. */
export function parseExact(text: string): unknown {
  return json.parse(text, (_key, value, context) =>
    typeof value === "number" && context.source !== undefined ? exact(context.source) : value,
  );
}

/** Make a number of its text: a plain one where that says the same. */
export function exact(source: string): number | ExactNumber {
  const number = Number(source);
  if (!json.rawJSON || (Number.isFinite(number) && canonical(String(number)) === canonical(source))) return number;
  return json.rawJSON(source);
}

/** The digits of a number without needless zeros, and where its point is: `1.50` and `15e-1` are one. */
function canonical(text: string): string {
  const [, sign = "", whole = "", fraction = "", power = "0"] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(text) ?? [];
  const digits = `${whole}${fraction}`.replace(/^0+/, "");
  const significant = digits.replace(/0+$/, "");
  if (significant === "") return "0";
  const exponent = BigInt(power) - BigInt(fraction.length) + BigInt(digits.length - significant.length);
  return `${sign}${significant}e${exponent}`;
}

/** Whether a value is a number with more digits than a float has. */
export function isExact(value: unknown): value is ExactNumber {
  return json.isRawJSON?.(value) ?? false;
}

/** Write JSON, exact numbers included. */
export function writeExact(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent);
}

/** Whether two values of JSON say the same, whatever the order of an object's keys. */
export function same(one: unknown, other: unknown): boolean {
  return ordered(one) === ordered(other);
}

function ordered(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(ordered).join()}]`;
  if (value !== null && typeof value === "object" && !isExact(value)) {
    const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${entries.map(([key, part]) => `${JSON.stringify(key)}:${ordered(part)}`).join()}}`;
  }
  return JSON.stringify(value ?? null);
}

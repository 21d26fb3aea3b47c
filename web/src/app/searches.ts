/** What each page keeps in its address, typed; what is not understood is left out, and never breaks a page. */

type Raw = Record<string, unknown>;

function text(value: unknown): string | undefined {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return typeof value === "string" && value !== "" ? value : undefined;
}

function texts(value: unknown): string[] | undefined {
  const list = (Array.isArray(value) ? value : [value]).map(text).filter((each) => each !== undefined);
  return list.length > 0 ? list : undefined;
}

function oneOf<Choice extends string>(value: unknown, choices: readonly Choice[]): Choice | undefined {
  return choices.find((choice) => choice === value);
}

export function signIn(raw: Raw): { return_to?: string | undefined } {
  return { return_to: text(raw.return_to) };
}

export interface ExploreSearch {
  readonly class?: string | undefined;
  readonly q?: string | undefined;
  /** `field:op:value`, as the API takes it. */
  readonly f?: string[] | undefined;
  readonly sort?: string | undefined;
  readonly cols?: string[] | undefined;
  /** The fields that are counted. */
  readonly facet?: string[] | undefined;
  /** The field whose distribution is drawn. */
  readonly hist?: string | undefined;
  /** Figures, as `op:field:group`. */
  readonly fig?: string | undefined;
}

export function explore(raw: Raw): ExploreSearch {
  return {
    class: text(raw.class),
    q: text(raw.q),
    f: texts(raw.f),
    sort: text(raw.sort),
    cols: texts(raw.cols),
    facet: texts(raw.facet),
    hist: text(raw.hist),
    fig: text(raw.fig),
  };
}

export const INSTANCE_TABS = ["data", "links", "graph", "history", "lineage", "json"] as const;
export type InstanceTab = (typeof INSTANCE_TABS)[number];

export interface InstanceSearch {
  readonly tab?: InstanceTab | undefined;
  /** A version of the past. */
  readonly v?: number | undefined;
  readonly at?: string | undefined;
  /** Compare the past with now. */
  readonly cmp?: boolean | undefined;
}

export function instance(raw: Raw): InstanceSearch {
  const v = Number(raw.v);
  return {
    tab: oneOf(raw.tab, INSTANCE_TABS),
    v: Number.isInteger(v) && v > 0 ? v : undefined,
    at: text(raw.at),
    cmp: raw.cmp === true || raw.cmp === "true" ? true : undefined,
  };
}

export interface OntologySearch {
  readonly branch?: string | undefined;
  readonly at?: string | undefined;
  readonly class?: string | undefined;
  /** A class with its neighbours, in the place of what it says of itself. */
  readonly view?: "graph" | undefined;
}

export function ontology(raw: Raw): OntologySearch {
  return { branch: text(raw.branch), at: text(raw.at), class: text(raw.class), view: oneOf(raw.view, ["graph"]) };
}

export const CHANGES_VIEWS = ["pulls", "branches", "commits"] as const;
export interface ChangesSearch {
  readonly view?: (typeof CHANGES_VIEWS)[number] | undefined;
  readonly branch?: string | undefined;
  readonly state?: "open" | "merged" | "closed" | undefined;
  /** Those that one opened, or is asked to review. */
  readonly who?: "mine" | "review" | undefined;
  /** A class, or `Class/property`: only what changed it. */
  readonly path?: string | undefined;
}

export function changes(raw: Raw): ChangesSearch {
  return {
    view: oneOf(raw.view, CHANGES_VIEWS),
    branch: text(raw.branch),
    state: oneOf(raw.state, ["open", "merged", "closed"] as const),
    who: oneOf(raw.who, ["mine", "review"] as const),
    path: text(raw.path),
  };
}

export interface DiffSearch {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  /** Only entries whose path has it. */
  readonly path?: string | undefined;
}

export function diff(raw: Raw): DiffSearch {
  return { from: text(raw.from), to: text(raw.to), path: text(raw.path) };
}

export const PULL_TABS = ["talk", "diff", "conflicts"] as const;
export interface PullSearch {
  readonly tab?: (typeof PULL_TABS)[number] | undefined;
  /** Only entries of the difference whose path has it. */
  readonly path?: string | undefined;
}

export function pull(raw: Raw): PullSearch {
  return { tab: oneOf(raw.tab, PULL_TABS), path: text(raw.path) };
}

export interface NewImportSearch {
  /** Where the rows come from, or what their columns fill. */
  readonly step?: "source" | "columns" | undefined;
}

export function newImport(raw: Raw): NewImportSearch {
  return { step: oneOf(raw.step, ["source", "columns"] as const) };
}

export const ACTIVITY_VIEWS = ["commands", "audit", "events"] as const;
export interface ActivitySearch {
  readonly view?: (typeof ACTIVITY_VIEWS)[number] | undefined;
  readonly state?: string | undefined;
  readonly actor?: string | undefined;
  readonly type?: string | undefined;
  readonly class?: string | undefined;
  readonly command?: string | undefined;
  /** A time: what was asked for since then. */
  readonly since?: string | undefined;
  /** Ids of commands. */
  readonly ids?: string | undefined;
}

export function activity(raw: Raw): ActivitySearch {
  return {
    view: oneOf(raw.view, ACTIVITY_VIEWS),
    state: text(raw.state),
    actor: text(raw.actor),
    type: text(raw.type),
    class: text(raw.class),
    command: text(raw.command),
    since: text(raw.since),
    ids: text(raw.ids),
  };
}

export const OPS_VIEWS = ["health", "alarms", "lag", "dead-letters", "verify"] as const;
export const SPANS = ["hour", "day", "fortnight"] as const;
export type OpsView = (typeof OPS_VIEWS)[number];
export interface Spanned {
  /** How far back plots go. */
  readonly span?: (typeof SPANS)[number] | undefined;
}

/** A part that there is none of is the first one. */
export function opsView(raw: { view: string }): { view: OpsView } {
  return { view: oneOf(raw.view, OPS_VIEWS) ?? "health" };
}

export function spanned(raw: Raw): Spanned {
  return { span: oneOf(raw.span, SPANS) };
}

export function ops(raw: Raw): Spanned & { readonly view?: OpsView | undefined } {
  return { view: oneOf(raw.view, OPS_VIEWS), ...spanned(raw) };
}

export const SETTINGS_VIEWS = ["general", "grants", "webhooks", "erasure"] as const;
export interface SettingsSearch {
  readonly view?: (typeof SETTINGS_VIEWS)[number] | undefined;
}

export function settings(raw: Raw): SettingsSearch {
  return { view: oneOf(raw.view, SETTINGS_VIEWS) };
}

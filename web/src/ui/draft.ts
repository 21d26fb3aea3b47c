/** What was typed and not yet given: kept in the tab, through a sign-in or a reload. */
import { useCallback, useState } from "react";
import { parseExact, same, writeExact } from "../api/numbers";

export interface Draft<Content> {
  readonly content: Content | null;
  readonly keep: (content: Content) => void;
  readonly drop: () => void;
  /** This was given: it is forgotten, unless something else was typed since. */
  readonly given: (content: Content) => void;
  /** The tab's storage did not take what was typed last: a reload would lose it. */
  readonly unkept: boolean;
}

/** What of a draft goes into the tab's storage, which browsers write to the disk, and the draft that it makes again. */
export interface Packing<Content, Packed> {
  readonly pack: (content: Content) => Packed;
  readonly unpack: (packed: Packed) => Content;
}

const PREFIX = "spice.draft ";
const OWNER = "spice.drafts-of";
const WHOLE: Packing<unknown, unknown> = { pack: (content) => content, unpack: (content) => content };

/** Drafts whole, as long as the page is there: what no storage may have, or has room for. */
const held = new Map<string, unknown>();

interface State<Content> {
  readonly place: string;
  readonly content: Content | null;
  readonly unkept: boolean;
}

/** A draft under its name; of another name, another draft. */
export function useDraft<Content, Packed = Content>(
  name: string,
  packing = WHOLE as Packing<Content, Packed>,
): Draft<Content> {
  const place = PREFIX + name;
  const { pack, unpack } = packing;
  const [state, setState] = useState<State<Content>>(() => begun(place, unpack));
  const now = state.place === place ? state : begun(place, unpack);
  if (now !== state) setState(now);
  const keep = useCallback(
    (content: Content) => {
      held.set(place, content);
      setState({ place, content, unkept: !stored(place, writeExact(pack(content))) });
    },
    [place, pack],
  );
  const drop = useCallback(() => {
    held.delete(place);
    sessionStorage.removeItem(place);
    setState({ place, content: null, unkept: false });
  }, [place]);
  const given = useCallback(
    (content: Content) => {
      if (!held.has(place) || same(held.get(place), content)) drop();
    },
    [place, drop],
  );
  return { content: now.content, keep, drop, given, unkept: now.unkept };
}

function begun<Content, Packed>(place: string, unpack: (packed: Packed) => Content): State<Content> {
  const packed = held.has(place) ? null : sessionStorage.getItem(place);
  const content = packed === null ? (held.get(place) as Content | undefined) : unpack(parseExact(packed) as Packed);
  return { place, content: content ?? null, unkept: false };
}

/** Whether the storage had room for it. */
function stored(place: string, text: string): boolean {
  try {
    sessionStorage.setItem(place, text);
    return true;
  } catch {
    return false;
  }
}

/** Whether something was typed there and not yet given. */
export function hasDraft(name: string): boolean {
  return held.has(PREFIX + name) || sessionStorage.getItem(PREFIX + name) !== null;
}

/** Forget all that was typed. */
export function dropDrafts(): void {
  held.clear();
  for (const place of Object.keys(sessionStorage)) if (place.startsWith(PREFIX)) sessionStorage.removeItem(place);
}

/** Say who is here: the drafts of another are forgotten. */
export function draftsAreOf(subject: string): void {
  const before = sessionStorage.getItem(OWNER);
  if (before !== null && before !== subject) dropDrafts();
  stored(OWNER, subject);
}

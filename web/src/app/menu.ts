/** The sidebar: beside the page and folded at will; where there is no room, a menu over it that closes by itself. */
import { useLocation } from "@tanstack/react-router";
import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import { useNarrow } from "../ui/narrow";
import { prefer, usePreferences } from "../ui/preferences";

export interface Menu {
  readonly shown: boolean;
  readonly folded: boolean;
  readonly over: boolean;
  readonly toggle: () => void;
  /** What opens it, and gets the focus back. */
  readonly button: RefObject<HTMLButtonElement | null>;
}

export function useMenu(): Menu {
  const narrow = useNarrow();
  const { folded } = usePreferences();
  const { pathname } = useLocation();
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const over = narrow && open;
  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever went somewhere is done with it
  useEffect(() => setOpen(false), [pathname]);
  useEffect(() => {
    if (!over) return undefined;
    document.querySelector<HTMLElement>(".sidebar .place")?.focus();
    const pressed = ({ key, isComposing }: KeyboardEvent) => {
      if (key !== "Escape" || isComposing) return;
      setOpen(false);
      button.current?.focus();
    };
    document.addEventListener("keydown", pressed);
    return () => document.removeEventListener("keydown", pressed);
  }, [over]);
  const toggle = useCallback(() => {
    if (narrow) setOpen((was) => !was);
    else prefer({ folded: !folded });
  }, [narrow, folded]);
  return { shown: !narrow || open, folded: folded && !narrow, over, toggle, button };
}

/** Jobs are begun once: what was perhaps received is asked for again under the same key. */
import { useRef } from "react";
import { same } from "./numbers";

interface Once {
  /** The headers of a request for this. */
  readonly headersOf: (wanted: unknown) => Record<string, string>;
  /** It was answered: the next one is another. */
  readonly answered: () => void;
}

export function useOnce(): Once {
  const key = useRef<{ readonly id: string; readonly of: unknown } | null>(null);
  return {
    headersOf: (wanted) => {
      if (key.current === null || !same(key.current.of, wanted)) key.current = { id: crypto.randomUUID(), of: wanted };
      return { "Idempotency-Key": key.current.id };
    },
    answered: () => {
      key.current = null;
    },
  };
}

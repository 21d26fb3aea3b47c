/** The token in memory, and nowhere else: a page that is left forgets it. */
type Listener = () => void;

let token: string | null = null;
let refresh: (() => Promise<string | null>) | null = null;
const listeners = new Set<Listener>();

export function currentToken(): string | null {
  return token;
}

/** Take a token, and the way to a newer one where there is one. */
export function holdToken(next: string | null, renew: (() => Promise<string | null>) | null = null): void {
  token = next;
  refresh = renew;
  for (const listener of listeners) listener();
}

let renewing: Promise<string | null> | null = null;

/** Ask for a newer token, once for all who wait for it; null where none can be had. */
export function renewToken(): Promise<string | null> {
  if (refresh === null) return Promise.resolve(null);
  renewing ??= refresh().finally(() => {
    renewing = null;
  });
  return renewing;
}

export function onToken(listener: Listener): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What a stage tells its console: `config.json`, beside the page. */
import { setClock } from "../ui/clock";

export interface Config {
  /** The OpenID issuer to sign in with; none where a token is pasted. */
  readonly issuer?: string;
  readonly client_id?: string;
  readonly features?: Readonly<Record<string, boolean>>;
}

/** Read it; a host that has none offers no sign-in but the pasted token. */
export async function readConfig(): Promise<Config> {
  const response = await fetch("/config.json", { cache: "no-cache" });
  setClock(response.headers);
  if (!response.ok || !(response.headers.get("Content-Type") ?? "").includes("json")) return {};
  return (await response.json()) as Config;
}

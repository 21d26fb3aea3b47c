/** Signing in at the stage's issuer: authorization code with PKCE; the token stays in memory. */
import * as oauth from "oauth4webapi";
import { holdToken } from "../api/token";
import { Trouble, unreached } from "../api/trouble";
import { clockAhead } from "../ui/clock";
import type { Config } from "./config";

const PENDING = "spice.signing-in";
const SCOPE = "openid";
const SIGNED_OUT = "spice.signed-out";
/** Seconds that clocks may differ by. */
const TOLERANCE = 30;

interface Pending {
  readonly verifier: string;
  readonly state: string;
  readonly returnTo: string;
}

interface Issuer {
  readonly server: oauth.AuthorizationServer;
  readonly client: oauth.Client;
  readonly options: { [oauth.allowInsecureRequests]?: boolean };
}

/** Whether one may be sent to the issuer unasked: not who has just signed out, or was turned back. */
export function goesByItself(config: Config): boolean {
  return config.issuer !== undefined && sessionStorage.getItem(SIGNED_OUT) === null;
}

/** Forget the token, and ask before one signs in again. */
export function stayOut(): void {
  sessionStorage.setItem(SIGNED_OUT, "yes");
  holdToken(null);
}

/** End the session at the issuer, where it has a way to; else the next sign-in there asks nothing. */
export async function leaveIssuer(config: Config): Promise<void> {
  if (config.issuer === undefined) return;
  const { server, client } = await known(config);
  if (server.end_session_endpoint === undefined) return;
  const to = new URL(server.end_session_endpoint);
  const back = `${globalThis.location.origin}/`;
  // Cognito's word for the way back is its own.
  const asked = { client_id: client.client_id, post_logout_redirect_uri: back, logout_uri: back };
  for (const [name, value] of Object.entries(asked)) to.searchParams.set(name, value);
  globalThis.location.assign(to);
}

/** Go to the issuer; it comes back to /signed-in. */
export async function leaveToSignIn(config: Config, returnTo: string): Promise<void> {
  const { server, client } = await known(config);
  const pending: Pending = {
    verifier: oauth.generateRandomCodeVerifier(),
    state: oauth.generateRandomState(),
    returnTo,
  };
  sessionStorage.setItem(PENDING, JSON.stringify(pending));
  const to = new URL(endpoint(server.authorization_endpoint, "authorization_endpoint"));
  const asked = {
    response_type: "code",
    client_id: client.client_id,
    redirect_uri: redirectUri(),
    scope: SCOPE,
    state: pending.state,
    code_challenge: await oauth.calculatePKCECodeChallenge(pending.verifier),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(asked)) to.searchParams.set(name, value);
  globalThis.location.assign(to);
}

/** Take the code that the issuer sent back; gives the page that was left. */
export async function arriveSignedIn(config: Config): Promise<string> {
  const kept = sessionStorage.getItem(PENDING);
  if (kept === null) throw new Error("this sign-in was not begun in this tab");
  const pending = JSON.parse(kept) as Pending;
  const { server, client, options } = await known(config);
  const answer = oauth.validateAuthResponse(server, client, new URL(globalThis.location.href), pending.state);
  const response = await oauth.authorizationCodeGrantRequest(
    server,
    client,
    oauth.None(),
    answer,
    redirectUri(),
    pending.verifier,
    options,
  );
  const told = await oauth.processAuthorizationCodeResponse(server, client, response);
  sessionStorage.removeItem(PENDING);
  sessionStorage.removeItem(SIGNED_OUT);
  hold({ server, client, options }, told);
  return pending.returnTo;
}

function hold(issuer: Issuer, told: oauth.TokenEndpointResponse): void {
  const renewal = told.refresh_token;
  holdToken(identityOf(told), renewal === undefined ? null : () => renew(issuer, renewal));
}

/** A newer token; null where the issuer refuses one, or says what cannot be taken. */
async function renew(issuer: Issuer, renewal: string): Promise<string | null> {
  const { server, client, options } = issuer;
  const response = await oauth
    .refreshTokenGrantRequest(server, client, oauth.None(), renewal, options)
    .catch((error: unknown) => {
      throw error instanceof TypeError ? unreached(error) : error;
    });
  if (response.status >= 500) throw new Trouble(response.status, []);
  try {
    const told = await oauth.processRefreshTokenResponse(server, client, response);
    hold(issuer, { ...told, refresh_token: told.refresh_token ?? renewal });
    return identityOf(told);
  } catch {
    return null;
  }
}

/** The API is told who one is: it takes the identity token. */
function identityOf(told: oauth.TokenEndpointResponse): string {
  if (told.id_token === undefined) throw new Error("the issuer gave no identity token");
  return told.id_token;
}

async function known({ issuer, client_id = "console" }: Config): Promise<Issuer> {
  const url = new URL(issuer ?? "");
  // A loopback issuer has no certificate, and needs none.
  const options = { [oauth.allowInsecureRequests]: ["127.0.0.1", "localhost", "[::1]"].includes(url.hostname) };
  const response = await oauth.discoveryRequest(url, { algorithm: "oidc", ...options });
  const server = await oauth.processDiscoveryResponse(url, response);
  // A clock that is hours off must not keep one out: it is the platform's that counts.
  const client = { client_id, [oauth.clockSkew]: clockAhead(), [oauth.clockTolerance]: TOLERANCE };
  return { server, client, options };
}

function endpoint(url: string | undefined, name: string): string {
  if (url === undefined) throw new Error(`the issuer names no ${name}`);
  return url;
}

function redirectUri(): string {
  return `${globalThis.location.origin}/signed-in`;
}

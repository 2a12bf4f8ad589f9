/* Who is logged in.  The token is kept in the browser's local storage, so that every tab has it and
 * a log-out in one of them is one in all. */
import { useSyncExternalStore } from "react";

export interface Session {
  token: string;
  user: string;
}

export type End = "logged-out" | "expired";

const KEY = "berth.session";
const SSO = "/ovirt-engine/sso/oauth/token";

let session = read();
let lastEnd: End | undefined;
const watchers = new Set<() => void>();

function read(): Session | undefined {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "null") ?? undefined;
  } catch {
    return undefined;
  }
}

function change(next: Session | undefined, end?: End) {
  session = next;
  lastEnd = end;
  for (const tell of watchers) tell();
}

window.addEventListener("storage", (event) => {
  if (event.key === KEY) change(read(), "logged-out");
});

export function currentToken(): string | undefined {
  return session?.token;
}

/** Why the last session ended: a page of logging in says so. */
export function whyEnded(): End | undefined {
  return lastEnd;
}

export function endSession(end: End) {
  localStorage.removeItem(KEY);
  change(undefined, end);
}

/** Throws an Error with the engine's words when it refuses. */
export async function logIn(user: string, password: string): Promise<void> {
  const response = await fetch(SSO, {
    method: "POST",
    credentials: "omit",
    headers: { Accept: "application/json" },
    body: new URLSearchParams({
      grant_type: "password",
      scope: "ovirt-app-api",
      username: user,
      password,
    }),
  });
  const reply = (await response.json()) as { access_token?: string; error?: string };
  if (!reply.access_token) throw new Error(reply.error ?? `status ${response.status}`);
  const next = { token: reply.access_token, user };
  localStorage.setItem(KEY, JSON.stringify(next));
  change(next);
}

export async function logOut(): Promise<void> {
  const token = currentToken();
  endSession("logged-out");
  await fetch("/ovirt-engine/services/sso-logout", {
    method: "POST",
    credentials: "omit",
    body: new URLSearchParams({ scope: "ovirt-app-api", token: token ?? "" }),
  }).catch(() => undefined); // the token ends by itself
}

export function useSession(): Session | undefined {
  return useSyncExternalStore(
    (tell) => {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    () => session,
  );
}

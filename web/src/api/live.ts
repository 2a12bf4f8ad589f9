/* Keeps what is on the screen fresh: the engine's stream names the collections in which something
 * changed, and what was read from them is read again.  Nothing is polled. */
import type { QueryClient } from "@tanstack/react-query";
import { createParser } from "eventsource-parser";
import { useEffect, useSyncExternalStore } from "react";
import { API } from "./client";
import { currentToken, endSession, useSession } from "./session";

const FIRST_RETRY_MS = 500;
const LAST_RETRY_MS = 10_000;
/** The engine sends at least a comment every 15 s. */
const SILENCE_MS = 40_000;

let connected = true;
const watchers = new Set<() => void>();

function setConnected(value: boolean) {
  if (connected === value) return;
  connected = value;
  for (const tell of watchers) tell();
}

/** Whether the engine's stream is there; when it is not, the screen may be stale. */
export function useConnected(): boolean {
  return useSyncExternalStore(
    (tell) => {
      watchers.add(tell);
      return () => watchers.delete(tell);
    },
    () => connected,
  );
}

/** What a query was read from: the "meta" of every query of hooks.ts. */
export interface Watch extends Record<string, unknown> {
  collections: string[];
}

function refresh(client: QueryClient, collections: Set<string> | "all") {
  void client.invalidateQueries({
    predicate: ({ meta }) => {
      const watched = (meta as Watch | undefined)?.collections;
      return collections === "all" || !!watched?.some((name) => collections.has(name));
    },
  });
}

async function readStream(client: QueryClient, signal: AbortSignal, onAlive: () => void) {
  const response = await fetch(`${API}/events?changes=true`, {
    credentials: "omit",
    signal,
    headers: { Accept: "text/event-stream", Authorization: `Bearer ${currentToken()}` },
  });
  if (response.status === 401) endSession("expired");
  if (!response.ok || !response.body) throw new Error(`status ${response.status}`);
  setConnected(true);
  const parser = createParser({
    onEvent: ({ event, data }) => {
      if (event === "change") refresh(client, new Set((JSON.parse(data) as Watch).collections));
    },
  });
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onAlive();
    parser.feed(value);
  }
}

/** Runs until 'signal' is aborted. */
async function stayConnected(client: QueryClient, signal: AbortSignal) {
  for (let retry = FIRST_RETRY_MS; !signal.aborted; ) {
    const attempt = new AbortController();
    const stop = () => attempt.abort();
    signal.addEventListener("abort", stop);
    let silence = setTimeout(stop, SILENCE_MS);
    const onAlive = () => {
      clearTimeout(silence);
      silence = setTimeout(stop, SILENCE_MS);
      if (retry !== FIRST_RETRY_MS) refresh(client, "all"); // what happened meanwhile
      retry = FIRST_RETRY_MS;
    };
    await readStream(client, attempt.signal, onAlive).catch(() => undefined);
    clearTimeout(silence);
    signal.removeEventListener("abort", stop);
    if (signal.aborted || !currentToken()) return;
    setConnected(false);
    await new Promise((done) => setTimeout(done, retry));
    retry = Math.min(retry * 2, LAST_RETRY_MS);
  }
}

export function useLive(client: QueryClient) {
  const token = useSession()?.token;
  useEffect(() => {
    if (!token) return;
    const all = new AbortController();
    void stayConnected(client, all.signal);
    return () => all.abort();
  }, [client, token]);
}

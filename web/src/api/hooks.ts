/* Reading the API in components: cached, and read again when the stream says that it changed. */
import { keepPreviousData, QueryClient, useQuery } from "@tanstack/react-query";
import { useRef } from "react";
import * as client from "./client";
import { ApiError, UnreachableError } from "./client";
import type { Watch } from "./live";

export function newQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        // Refusals stay refusals; only what did not arrive is worth another try.
        retry: (failures, error) => error instanceof UnreachableError && failures < 5,
        refetchOnWindowFocus: false,
        staleTime: 30_000,
        networkMode: "always",
      },
      mutations: { networkMode: "always" },
    },
  });
}

/** The collections that an address shows: "hosts/ID/nics?follow=x" shows "nics". */
function collectionOf(path: string): string {
  const parts = (path.split("?")[0] ?? "").split("/").filter((part) => !/^[0-9a-f-]{36}$/.test(part));
  return parts.at(-1) ?? "";
}

function watch(path: string, also: string[] = []): Watch {
  return { collections: [collectionOf(path), ...also] };
}

export interface ReadOptions {
  /** Other collections whose changes show here: those of "follow", leases as "virtualfunctions". */
  also?: string[];
  enabled?: boolean;
}

/** One object.  'path' as "vms/ID" or an href; undefined: nothing is read. */
export function useItem<T>(path: string | undefined, { also, enabled = true }: ReadOptions = {}) {
  return useQuery({
    queryKey: ["item", path],
    queryFn: ({ signal }) => client.get<T>(path ?? "", signal),
    enabled: enabled && path !== undefined,
    meta: watch(path ?? "", also),
  });
}

/** A whole list; for tables with many rows see ResourceTable. */
export function useList<T>(path: string | undefined, { also, enabled = true }: ReadOptions = {}) {
  return useQuery({
    queryKey: ["list", path],
    queryFn: async ({ signal }) => (await client.list<T>(path ?? "", false, signal)).items,
    enabled: enabled && path !== undefined,
    meta: watch(path ?? "", also),
  });
}

/** One page of a list, with the number of all; shows the last page until the next is there. */
export function usePage<T>(path: string, { also }: ReadOptions = {}) {
  return useQuery({
    queryKey: ["page", path],
    queryFn: ({ signal }) => client.list<T>(path, true, signal),
    placeholderData: keepPreviousData,
    meta: watch(path, also),
  });
}

/** How many there are; undefined until it is known. */
export function useCount(collection: string, search: string, enabled = true): number | undefined {
  const { data } = useQuery({
    queryKey: ["count", collection, search],
    queryFn: ({ signal }) => client.list(client.query(collection, { search, max: 0 }), true, signal),
    enabled,
    meta: watch(collection),
  });
  return data?.total;
}

/** True as soon as all was read afresh, and from then on: what a dialog begins with must not be what
 * the cache had from before. */
export function useReady(...reads: { data: unknown; isFetching: boolean }[]): boolean {
  const ready = useRef(false);
  ready.current ||= reads.every(({ data, isFetching }) => data !== undefined && !isFetching);
  return ready.current;
}

/** The words for any failure. */
export function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

export function isGone(error: unknown): boolean {
  return error instanceof ApiError && error.status === 404;
}

/* Requests to the public REST API, and its refusals as errors that a form can show. */
import { num, unwrap } from "./json";
import { currentToken, endSession } from "./session";

export const API = "/ovirt-engine/api";

export class ApiError extends Error {
  constructor(
    readonly status: number,
    /** Stable symbolic name, such as ACTION_TYPE_FAILED_NAME_ALREADY_USED. */
    readonly code: string,
    readonly messages: string[],
    /** Path of the field of the request that is refused: "vlan.id"; undefined when none is. */
    readonly field?: string,
  ) {
    super(messages.join(" "));
  }
}

interface Fault {
  detail?: string;
  reason?: string;
  code?: string;
  field?: string;
}

/** Messages of use cases come as "[first, second]". */
function messagesOf(fault: Fault, status: number): string[] {
  const detail = fault.detail ?? fault.reason ?? `The engine answered with status ${status}.`;
  const listed = /^\[([\s\S]*)\]$/.exec(detail);
  return [listed?.[1] ?? detail];
}

function errorOf(status: number, body: unknown): ApiError {
  const outer = (body ?? {}) as Fault & { fault?: Fault };
  const fault = outer.fault ?? outer;
  return new ApiError(status, fault.code ?? "", messagesOf(fault, status), fault.field);
}

/** No answer came: the engine is down or the network is cut. */
export class UnreachableError extends Error {}

export interface Request {
  method?: "GET" | "POST" | "PUT" | "DELETE";
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** 'path' is below the API ("vms/ID") or an href. */
export function address(path: string): string {
  return path.startsWith("/") ? path : `${API}/${path}`;
}

export async function send(path: string, { method = "GET", body, headers, signal }: Request = {}) {
  const token = currentToken();
  let response: Response;
  try {
    response = await fetch(address(path), {
      method,
      signal,
      credentials: "omit",
      headers: {
        Accept: "application/json",
        ...(token && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { "Content-Type": "application/json" }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new UnreachableError(error instanceof Error ? error.message : String(error));
  }
  const reply: unknown = await response.json().catch(() => undefined);
  if (response.status === 401 && token === currentToken()) endSession("expired");
  if (!response.ok) throw errorOf(response.status, reply);
  return { response, reply };
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return (await send(path, { signal })).reply as T;
}

export interface List<T> {
  items: T[];
  /** How many there are in all; undefined unless it was asked for. */
  total?: number;
}

export async function list<T>(path: string, count = false, signal?: AbortSignal): Promise<List<T>> {
  const { response, reply } = await send(path, { signal, headers: count ? { Prefer: "count=exact" } : {} });
  const total = num(response.headers.get("Total-Count") ?? undefined);
  return { items: unwrap<T>(reply), total: Number.isNaN(total) ? undefined : total };
}

export async function create<T>(path: string, body: unknown): Promise<T> {
  return (await send(path, { method: "POST", body })).reply as T;
}

export async function update<T>(path: string, body: unknown): Promise<T> {
  return (await send(path, { method: "PUT", body })).reply as T;
}

export async function remove(path: string): Promise<void> {
  await send(path, { method: "DELETE" });
}

export interface ActionReply {
  status: "complete" | "in_progress";
  job?: { id: string; href: string };
}

/** Runs an action; with 'async' it answers as soon as it has begun, with the job to follow. */
export async function action(path: string, body: object = {}, async = false): Promise<ActionReply> {
  const reply = await send(async ? `${path}?async=true` : path, { method: "POST", body });
  return reply.reply as ActionReply;
}

/** Joins a path and query parameters; those that are undefined or "" are left out. */
export function query(path: string, params: Record<string, string | number | boolean | undefined>): string {
  const text = new URLSearchParams();
  for (const [name, value] of Object.entries(params))
    if (value !== undefined && value !== "") text.set(name, String(value));
  const joined = text.toString();
  return joined ? `${path}?${joined}` : path;
}

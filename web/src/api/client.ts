/** The one way to the server: typed paths, our header on what changes something, and errors as `ApiError`. */

import createClient, { type Middleware } from "openapi-fetch";
import { ApiError, readError } from "./error";
import { parseAnswer } from "./json";
import type { paths } from "./__generated__/schema";

const UNSAFE = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** A foreign page can make a browser send our cookie, but not this header. */
export const OURS = { "x-convlog-request": "1" } as const;

const envelope: Middleware = {
  onRequest({ request }) {
    if (UNSAFE.has(request.method)) for (const [name, value] of Object.entries(OURS)) request.headers.set(name, value);
    return request;
  },
  async onResponse({ response }) {
    if (!response.ok) throw await readError(response);
  },
  onError({ error }) {
    if (error instanceof DOMException && error.name === "AbortError") return error;
    return new ApiError(0, "the server does not answer");
  },
};

const client = createClient<paths>({ querySerializer: { array: { style: "form", explode: true } } });
client.use(envelope);

/** Requests by their path. What they answer comes as its text, which `body` reads: the client's own parser rounds. */
export const api = {
  GET: asText(client.GET),
  PUT: asText(client.PUT),
  POST: asText(client.POST),
  DELETE: asText(client.DELETE),
};

/** Returns the body of an answer, which is there whenever the request did not throw. */
export async function body<T>(answer: Promise<{ data?: T }>): Promise<T> {
  const { data } = await answer;
  if (typeof data !== "string" || data === "") throw new ApiError(0, "the server sent an empty answer");
  return parseAnswer(data) as T;
}

/** The same request for the text of its answer. The type still says what is in the text, for `body` to give it. */
function asText<Ask>(ask: Ask): Ask {
  const send = ask as (path: string, asked?: object) => unknown;
  return ((path: string, asked?: object) => send(path, { ...asked, parseAs: "text" })) as Ask;
}

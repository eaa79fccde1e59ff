// What the review page reads: the answer of `GET /api/projects/{project}/conversations/{id}`, as the API describes it.
//
// The fields of turns, events and spans are open objects, because what senders may write grows without the page; each
// place that reads one goes through `field.ts` and bears anything.

import type { Exact } from "../../api/json";
import type { PiiMark, Review as Answer, Status } from "../../api/types";

export type Json = null | boolean | number | Exact | string | readonly Json[] | { readonly [key: string]: Json };

/** The same, read only, with JSON for what the API's description leaves open. */
type Known<T> = unknown extends T
  ? Json
  : T extends readonly (infer Item)[]
    ? readonly Known<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Known<T[Key]> }
      : T;

export type Review = Known<Answer>;
export type Turn = Review["turns"][number];
export type FunctionEvent = Turn["events"][number];
export type Entry = FunctionEvent["entries"][number];
export type Span = Turn["spans"][number];
export type Metric = Review["metrics"][number];
export type Notice = Review["notices"][number];
export type Fields = Review["fields"];
export type Flag = Known<PiiMark>;
export type Level = "info" | "warning" | "error";
export type { Status };

/** Takes an answer for what it is. */
export function known(answer: Answer): Review {
  // The API calls open values unknown; what came as JSON is JSON.
  return answer as Review;
}

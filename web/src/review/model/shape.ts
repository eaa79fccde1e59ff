// What the review page reads: the answer of `GET /api/projects/{project}/conversations/{id}`, as the API describes it.
// Of a conversation that is too large to be read at once it is the same with parts left out, and each says what is.
//
// The fields of turns, events and spans are open objects, because what senders may write grows without the page; each
// place that reads one goes through `field.ts` and bears anything.

import type { Exact } from "../../api/json";
import type { EntryCounts, OutlineMark, PiiMark, Review as Answer, Status } from "../../api/types";

export type Json = null | boolean | number | Exact | string | readonly Json[] | { readonly [key: string]: Json };

/** The same, read only, with JSON for what the API's description leaves open. */
type Known<T> = unknown extends T
  ? Json
  : T extends readonly (infer Item)[]
    ? readonly Known<Item>[]
    : T extends object
      ? { readonly [Key in keyof T]: Known<T[Key]> }
      : T;

type Whole = Known<Answer>;
type WholeTurn = Whole["turns"][number];
type WholeEvent = WholeTurn["events"][number];

export type Head = Omit<Whole, "turns">;
export interface Review extends Head {
  readonly turns: readonly Turn[];
}
export interface Turn extends Omit<WholeTurn, "events"> {
  readonly events: readonly FunctionEvent[];
  /** Nothing but its outline is at hand: what was said and the values of its functions are not. */
  readonly bare?: boolean;
}
export interface FunctionEvent extends WholeEvent {
  /** Of one whose entries are read in windows: how many it has. */
  readonly counts?: EntryCounts;
  /** The windows that are not at hand, in order; the entries that are stand in `entries`. */
  readonly gaps?: readonly Gap[];
  /** Warnings and errors in those windows, of which it is known that they are there. */
  readonly marks?: readonly Mark[];
}
/** A window of entries that is not at hand. */
export interface Gap {
  readonly key: string;
  /** Which of its event's windows it is. */
  readonly index: number;
  /** How many of the entries at hand come before it. */
  readonly before: number;
  /** How many entries it has, less those that are marked or at hand by themselves. */
  readonly count: number;
  /** When its first entry was written at the earliest, in milliseconds since 1970. */
  readonly at: number;
}
export type Mark = Known<OutlineMark>;
export type Entry = WholeEvent["entries"][number];
export type Span = WholeTurn["spans"][number];
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

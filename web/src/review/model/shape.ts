// What the review page reads: the answer of `GET /api/projects/{project}/conversations/{id}`.
//
// The fields of turns, events and spans are open objects, because what senders may write grows without the page; each
// place that reads one goes through `field.ts` and bears anything.

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };
export type Fields = Readonly<Record<string, Json | undefined>>;
export type Status = "live" | "lost_contact" | "unfinished" | "ended";
export type Level = "info" | "warning" | "error";

/** A place that is personal: a JSON pointer into the thing's fields, and the rule that said so. */
export interface Flag {
  readonly path: string;
  readonly rule: string;
}

export interface Marked {
  readonly cut?: readonly string[];
  readonly _pii?: readonly Flag[];
}

export interface Entry {
  readonly id: string;
  readonly entry: Fields;
  readonly _pii?: readonly Flag[];
}

export interface FunctionEvent extends Marked {
  /** Without an id it gathers the entries that were written outside any function. */
  readonly id: string | null;
  readonly status: Status;
  readonly started_at: string;
  readonly ended_at?: string | null;
  readonly duration_ms?: number | null;
  readonly fields: Fields;
  readonly entries: readonly Entry[];
}

export interface Span extends Marked {
  readonly id: string;
  readonly status: Status;
  readonly started_at: string;
  readonly duration_ms?: number | null;
  readonly fields: Fields;
}

export interface Turn extends Marked {
  /** 0 is what ran before the first turn. */
  readonly number: number;
  readonly id?: string | null;
  readonly started_at: string;
  readonly fields: Fields;
  readonly events: readonly FunctionEvent[];
  readonly spans: readonly Span[];
}

export interface Metric {
  readonly name: string;
  readonly time: string;
  readonly value?: Json | undefined;
  readonly turn_id?: string | null;
}

export interface Notice {
  readonly kind: string;
  readonly count: number;
  readonly producer: string;
}

export interface Counts {
  readonly turns: number;
  readonly functions: number;
  readonly failed_functions: number;
  readonly entries: number;
  readonly errors: number;
  readonly warnings: number;
}

export interface Review extends Marked {
  readonly id: string;
  readonly account_id: string;
  readonly project_id: string;
  readonly status: Status;
  readonly started_at: string;
  readonly ended_at?: string | null;
  readonly duration_ms?: number | null;
  readonly contact?: string | null;
  readonly fields: Fields;
  readonly turns: readonly Turn[];
  readonly metrics: readonly Metric[];
  readonly counts: Counts;
  readonly notices: readonly Notice[];
  readonly sees_personal: boolean;
}

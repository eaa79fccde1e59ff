/** The resources of the web app's API, as the pages speak of them. */

export interface Session {
  account_id: string;
  key_name: string;
  permissions: string[];
  projects: string[];
  sees_personal: boolean;
  expires_at: string | null;
}

export type Status = "live" | "lost_contact" | "unfinished" | "ended";

/** Where something personal stands: a JSON pointer, and the rule that flagged it. */
export interface PiiMark {
  path: string;
  rule: string;
}

/** A conversation as the list shows it. */
export interface Row {
  id: string;
  status: Status;
  started_at: string;
  ended_at: string | null;
  duration_ms: number | null;
  contact: string | null;
  channel: string | null;
  environment: string | null;
  direction: string | null;
  language: string | null;
  variant_id: string | null;
  variant_name: string | null;
  turns: number;
  functions: number;
  failed_functions: number;
  errors: number;
  warnings: number;
  entries: number;
  handoff: boolean;
  ended_by: string | null;
  summary: unknown;
  _pii?: PiiMark[];
}

export interface ConversationPage {
  conversations: Row[];
  next: string | null;
  searched_until: string | null;
  total: number | null;
}

export interface Facets {
  environments: string[];
  channels: string[];
  variants: string[];
  functions: string[];
}

/** Merged fields of a thing, in the producer's own terms. */
export type Fields = Record<string, unknown>;

export interface ReviewEntry {
  id: string;
  entry: Fields;
  _pii?: PiiMark[];
}

export interface ReviewEvent {
  /** Null holds the entries outside any function. */
  id: string | null;
  status: string;
  started_at: string;
  ended_at: string | null;
  duration_ms: number | null;
  fields: Fields;
  entries: ReviewEntry[];
  cut: string[];
  _pii?: PiiMark[];
}

export interface ReviewSpan {
  id: string;
  status: string;
  started_at: string;
  duration_ms: number | null;
  fields: Fields;
  cut: string[];
  _pii?: PiiMark[];
}

export interface ReviewTurn {
  /** 0 is what ran before the first turn. */
  number: number;
  id: string | null;
  started_at: string;
  fields: Fields;
  events: ReviewEvent[];
  spans: ReviewSpan[];
  cut: string[];
  _pii?: PiiMark[];
}

export interface Review {
  id: string;
  account_id: string;
  project_id: string;
  status: Status;
  started_at: string;
  ended_at: string | null;
  duration_ms: number | null;
  contact: string | null;
  fields: Fields;
  turns: ReviewTurn[];
  metrics: { name: string; time: string; value: unknown; turn_id: string | null }[];
  counts: {
    turns: number;
    functions: number;
    failed_functions: number;
    entries: number;
    errors: number;
    warnings: number;
  };
  cut: string[];
  _pii?: PiiMark[];
  notices: { kind: "dropped" | "cut" | "clock"; count: number; producer: string }[];
  sees_personal: boolean;
}

export interface FunctionRun {
  conversation_id: string;
  turn: number;
  event_id: string;
  started_at: string;
  duration_ms: number | null;
  status: string;
  failed: boolean;
  error_type: string | null;
}

export interface FunctionRuns {
  runs: FunctionRun[];
  searched_until: string | null;
}

export interface ContactCalls {
  conversations: Row[];
  searched_until: string | null;
}

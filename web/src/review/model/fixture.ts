// A small call for the tests, and the pieces to make others of.

import { hasFailed } from "./outcome";
import type { Entry, Fields, FunctionEvent, Level, Review, Span, Turn } from "./shape";

/** A time so many milliseconds after the call began. */
export function at(milliseconds: number): string {
  return new Date(Date.UTC(2026, 4, 12, 14, 0, 0) + milliseconds).toISOString().replace("Z", "000Z");
}

let made = 0;

export function entry(milliseconds: number, level: Level, content: string, fields: Fields = {}): Entry {
  made += 1;
  return { id: made.toString(16).padStart(32, "0"), entry: { level, content, timestamp: at(milliseconds), ...fields } };
}

export function event(id: string | null, milliseconds: number, more: Partial<FunctionEvent> = {}): FunctionEvent {
  return {
    id,
    status: "ended",
    outcome: outcome(id, more),
    started_at: at(milliseconds),
    ended_at: null,
    duration_ms: null,
    cut: [],
    entries: [],
    ...more,
    fields: { ...(id === null ? {} : { name: id }), ...more.fields },
  };
}

/** What the server would say of it. */
function outcome(id: string | null, { status = "ended", fields = {}, entries = [] }: Partial<FunctionEvent>): Outcome {
  if (id === null) return null;
  if (fields["error"] !== undefined) return "raised";
  if (fields["cancelled_by"] !== undefined) return "cancelled";
  if (status !== "ended") return status === "unfinished" ? "unfinished" : null;
  return entries.some((one) => one.entry["level"] === "error") ? "logged_error" : "ok";
}

type Outcome = FunctionEvent["outcome"];

export function span(id: string, milliseconds: number, duration: number, fields: Fields): Span {
  const [started_at, ended_at] = [at(milliseconds), at(milliseconds + duration)];
  return { id, status: "ended", started_at, ended_at, duration_ms: duration, cut: [], fields };
}

export function turn(number: number, milliseconds: number, more: Partial<Turn> = {}): Turn {
  const empty = { cut: [], fields: {}, events: [], spans: [] };
  return { number, id: `t${String(number)}`, started_at: at(milliseconds), ...empty, ...more };
}

export function review(turns: readonly Turn[], more: Partial<Review> = {}): Review {
  const events = turns.flatMap((one) => one.events);
  const entries = events.flatMap((one) => one.entries);
  const level = (name: Level): number => entries.filter((one) => one.entry["level"] === name).length;
  return {
    id: "CA42",
    account_id: "acme",
    project_id: "front-desk",
    status: "ended",
    started_at: at(0),
    ended_at: null,
    duration_ms: null,
    contact: null,
    cut: [],
    fields: {},
    turns,
    metrics: [],
    notices: [],
    sees_personal: true,
    counts: {
      turns: turns.length,
      functions: events.filter((one) => one.id !== null).length,
      failed_functions: events.filter(hasFailed).length,
      entries: entries.length,
      errors: level("error"),
      warnings: level("warning"),
    },
    ...more,
  };
}

/** Turn 4 of a call in which a table could not be booked. */
export function failedBooking(): Review {
  const reserve = event("reserve", 1200, {
    duration_ms: 1700,
    fields: { parent_id: "book_table", error: { type: "HTTPError", message: "409 Conflict" } },
    entries: [
      entry(1250, "info", "Reserving", { slot: "19:00" }),
      entry(2100, "warning", "Slot is being held", { status: 409 }),
      entry(2800, "error", "Reservation refused", { status: 409, body: { error: "slot was taken" } }),
    ],
  });
  const book = event("book_table", 1100, {
    duration_ms: 1900,
    fields: { arguments: { size: 4 }, error: { type: "HTTPError", message: "409 Conflict" } },
    entries: [entry(1150, "info", "Validated inputs"), entry(1160, "info", "Found the guest")],
  });
  const spans = [
    span("m", 1010, 80, { kind: "llm", name: "answer" }),
    span("h", 1300, 1400, { kind: "http", parent_id: "reserve", method: "POST", status_code: 409 }),
  ];
  const fields = {
    user_input: "Book it, please.",
    user_input_datetime: at(1000),
    agent_response: "That went wrong.",
    agent_response_datetime: at(3500),
  };
  return review([turn(4, 0, { fields, events: [book, reserve], spans })]);
}

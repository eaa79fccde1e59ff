import { describe, expect, it } from "vitest";
import { at, entry, event, failedBooking, review, span, turn } from "./fixture";
import { sentence } from "./notice";
import { holdsPersonal } from "./pointer";
import { silencesOf } from "./silence";
import { stopAt, stopsOf, stripOf, thin } from "./strip";
import type { FunctionEvent, Review } from "./shape";
import { waterfallOf } from "./waterfall";
import { headlineOf } from "./headline";

function sentenceOf(of: Review): string | undefined {
  const headline = headlineOf(of);
  if (headline === undefined) return undefined;
  return `${headline.subject.text} ${headline.rest}${headline.reason === undefined ? "" : `: ${headline.reason.text}`}`;
}

function calling(...events: FunctionEvent[]): Review {
  return review([turn(2, 0, { events })]);
}

describe("headlineOf", () => {
  it("names the failed function, its turn and why, where the exception began", () => {
    expect(sentenceOf(failedBooking())).toBe("reserve failed in turn 4: 409 Conflict");
    expect(headlineOf(failedBooking())).toMatchObject({ target: "event reserve", more: "and 2 more errors" });
  });

  it("takes an error line before a contact that was lost, and that before a warning", () => {
    const error = event("crm", 1, { entries: [entry(2, "error", "Upsert failed", { status: 409 })] });
    const warning = event("crm", 1, { entries: [entry(2, "warning", "Slow")] });
    const open = event("find", 5, { status: "lost_contact" });
    const lost = { status: "lost_contact" } as const;
    expect(sentenceOf({ ...calling(error, open), ...lost })).toBe("Upsert failed (crm, turn 2): status 409");
    expect(sentenceOf({ ...calling(warning, open), ...lost })).toBe(
      "Contact to whoever writes this conversation was lost while find was running",
    );
    expect(sentenceOf(calling(warning))).toBe("Slow (crm, turn 2)");
  });

  it("takes a line that somebody chose to log before the note of an HTTP answer", () => {
    const refused = entry(2, "error", "GET /balance 503", { logger: "api_responses", status_code: 503 });
    const chosen = entry(9, "error", "Upsert failed", { status: 409 });
    const both = calling(event("fetch", 1, { entries: [refused] }), event("crm", 8, { entries: [chosen] }));
    expect(sentenceOf(both)).toBe("Upsert failed (crm, turn 2): status 409");
    expect(sentenceOf(calling(event("fetch", 1, { entries: [refused] })))).toContain("GET /balance 503");
  });

  it("takes a function that never finished before a warning", () => {
    const slow = entry(2, "warning", "Slow");
    const open = event("book", 1, { status: "unfinished", entries: [slow] });
    expect(sentenceOf(calling(open))).toBe("book never finished in turn 2");
    const cancelled = event("read", 1, { fields: { cancelled_by: "barge-in" }, entries: [slow] });
    expect(sentenceOf(calling(cancelled))).toBe("Slow (read, turn 2)");
  });

  it.each([
    ["the words of a line", "/content", { status: 409 }, [true, false]],
    ["its status", "/status", { status: 409 }, [false, true]],
    ["a part of its exception", "/exception/message", { exception: { type: "E", message: "17" } }, [false, true]],
    ["its reason", "/reason", { reason: "no such caller" }, [false, true]],
    ["another field of it", "/caller", { caller: "x", status: 409 }, [false, false]],
    ["all of it", "", { status: 409 }, [true, true]],
  ])("marks what is personal of the sentence, and no more: %s", (_, path, fields, expected) => {
    const line = { ...entry(2, "error", "Upsert failed", fields), _pii: [{ path, rule: "sender" }] };
    const headline = headlineOf(calling(event("crm", 1, { entries: [line] })));
    const told = [headline?.subject, headline?.reason];
    expect(told.map((words) => holdsPersonal(words?.flags, words?.at ?? ""))).toEqual(expected);
  });

  it("marks why a function raised, and not its name", () => {
    const _pii = [{ path: "/error/message", rule: "sender" }];
    const raised = event("crm", 1, { fields: { error: { type: "E", message: "17" } }, _pii });
    const headline = headlineOf(calling(raised));
    const told = [headline?.subject, headline?.reason];
    expect(told.map((words) => holdsPersonal(words?.flags, words?.at ?? ""))).toEqual([false, true]);
  });

  it("says what raised an error line that carries an exception", () => {
    const line = entry(2, "error", "Failed", { exception: { type: "KeyError", message: "17" } });
    expect(sentenceOf(calling(event("crm", 1, { entries: [line] })))).toBe("Failed (crm, turn 2): KeyError: 17");
  });

  it("speaks of silence only when nothing else went wrong, and says nothing when nothing did", () => {
    const fields = {
      user_input: "Hi",
      user_input_datetime: at(0),
      agent_response: "Yes",
      agent_response_datetime: at(4200),
    };
    const slow = turn(1, 0, { fields, spans: [span("m", 100, 3900, { kind: "llm", name: "answer" })] });
    expect(sentenceOf(review([slow]))).toBe("4.2 s of silence in turn 1: answer took 3.9 s");
    expect(sentenceOf(calling(event("look_up", 1)))).toBeUndefined();
  });
});

describe("waterfallOf", () => {
  it("lays out what ran between the end of speech and the first word, and what nobody accounts for", () => {
    const [only] = failedBooking().turns;
    const found = only === undefined ? undefined : waterfallOf(only);
    expect(found).toMatchObject({ total: 2500, fromSpeech: true, toSpeech: true });
    expect(found?.bars.map((bar) => `${bar.cause} ${bar.name.text} ${String(bar.from)}-${String(bar.to)}`)).toEqual([
      "llm answer 10-90",
      "function book_table 100-2000",
      "function reserve 200-1900",
      "http http 300-1700",
    ]);
    expect(found?.gaps).toEqual([
      { from: 0, to: 10 },
      { from: 90, to: 100 },
      { from: 2000, to: 2500 },
    ]);
    expect(found?.unaccounted).toBe(520);
  });

  it("takes HTTP calls from the lines about them where there are no spans", () => {
    const line = entry(900, "info", "GET /x 200", { logger: "api_responses", url: "/x", response_time: 0.4 });
    const fields = { user_input_datetime: at(0), agent_response_datetime: at(1000) };
    const found = waterfallOf(turn(1, 0, { fields, events: [event("f", 400, { duration_ms: 550, entries: [line] })] }));
    expect(found?.bars.map((bar) => [bar.cause, bar.from, bar.to])).toEqual([
      ["function", 400, 950],
      ["http", 500, 900],
    ]);
  });

  it("knows nothing of a turn that has no times, or in which somebody still waits", () => {
    expect(waterfallOf(turn(1, 0))).toBeUndefined();
    const waiting = event("find", 5, { status: "live" });
    expect(waterfallOf(turn(1, 0, { fields: { user_input_datetime: at(0) }, events: [waiting] }))).toBeUndefined();
  });
});

describe("the bars of a wait", () => {
  it("say which of them failed, and mark a name that is personal", () => {
    const [call] = failedBooking().turns;
    const bars = call === undefined ? [] : (waterfallOf(call)?.bars ?? []);
    expect(bars.map(({ cause, failed }) => `${cause} ${String(failed)}`)).toEqual([
      "llm false",
      "function true",
      "function true",
      "http true",
    ]);
    const fields = { user_input_datetime: at(0), agent_response_datetime: at(3000) };
    const _pii = [{ path: "/url", rule: "sender" }];
    const asked = { ...span("h", 10, 900, { kind: "http", url: "https://example.org/x", status_code: 200 }), _pii };
    const waited = turn(1, 0, { fields, spans: [asked] });
    const [bar] = waterfallOf(waited)?.bars ?? [];
    expect([bar?.name.text, bar?.failed]).toEqual(["https://example.org/x", false]);
    expect(holdsPersonal(bar?.name.flags, bar?.name.at ?? "")).toBe(true);
    const [silence] = silencesOf(review([waited]));
    expect(holdsPersonal(silence?.running[0]?.name.flags, "/url")).toBe(true);
  });
});

describe("silencesOf", () => {
  it("says what was running, and not the function that only waited for another", () => {
    const [silence] = silencesOf(failedBooking());
    expect(silence?.duration).toBe(2500);
    expect(silence?.running.map(({ name }) => name.text)).toEqual(["http", "answer"]);
  });
});

describe("stripOf", () => {
  it("places speakers, functions and what went wrong on one line of time", () => {
    const strip = stripOf(failedBooking());
    expect(strip.total).toBe(3500);
    expect(strip.blocks.map((block) => [block.who, block.to])).toEqual([
      ["caller", 1000],
      ["agent", 3500],
    ]);
    expect(strip.ticks.map((tick) => [tick.name, tick.from, tick.to, tick.failed])).toEqual([
      ["book_table", 1100, 3000, true],
      ["reserve", 1200, 2900, true],
    ]);
    expect(strip.marks.filter((mark) => mark.level === "error")).toHaveLength(3);
  });

  it("leads a click to what went wrong near it, else to the function there, else to who spoke", () => {
    const strip = stripOf(failedBooking());
    const stops = stopsOf(strip);
    expect(stopAt(strip, stops, 2810, 30)?.words).toContain("Reservation refused");
    expect(stopAt(strip, stops, 1500, 30)?.words).toBe("reserve");
    expect(stopAt(strip, stops, 950, 30)?.words).toContain("caller");
  });

  it("draws one mark for many that would lie on one another, and the worst of them", () => {
    const marks = Array.from({ length: 500 }, (_, index) => ({
      level: index === 250 ? ("error" as const) : ("warning" as const),
      at: 100 + index / 100,
      turn: 1,
      words: "",
      personal: false,
      target: String(index),
    }));
    expect(thin(marks, 10_000, 1000).map((mark) => mark.level)).toEqual(["error"]);
  });
});

describe("sentence", () => {
  it("says what never arrived, what was cut and which clock was off", () => {
    const producer = "host · 1 · python";
    expect(sentence({ kind: "dropped", count: 1, producer })).toContain("1 record never arrived");
    expect(sentence({ kind: "cut", count: 3, producer })).toBe("3 values were too large and cut.");
    expect(sentence({ kind: "clock", count: -90_000, producer })).toContain("1 min 30 s behind");
  });
});

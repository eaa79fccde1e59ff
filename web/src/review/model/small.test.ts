import { describe, expect, it } from "vitest";
import { nextMatch } from "../keys";
import { at, entry, event, failedBooking, review, turn } from "./fixture";
import { errorLine, instant } from "./field";
import { formatLayers, parseLayers, tally } from "./layer";
import { address, curlOf, find, findKey, missing, quote } from "./link";
import { below, holdsPersonal, isPersonal } from "./pointer";
import { INITIAL } from "./layer";
import { hintsOfEntry, hintsOfEvent } from "./hint";
import { rowsOf } from "./rows";
import { EVERYTHING, occurrences } from "./search";
import type { Entry } from "./shape";
import { clip, clock, duration, isAmbiguous, offset, short } from "./wording";

describe("links", () => {
  const of = failedBooking();
  const line = of.turns[0]?.events[1]?.entries[0];
  const id = line?.id ?? "";

  it("find the narrowest thing they name, and say what is not there", () => {
    expect(find(of, { turn: 4, event: "reserve", entry: id })?.key).toBe(`entry ${id}`);
    expect(find(of, { turn: 4, event: "reserve", entry: "gone" })?.key).toBe("event reserve");
    expect(missing(of, { turn: 4, entry: "gone" })).toBe("The linked entry is not in this conversation.");
    expect(missing(of, { turn: 9 })).toBe("There is no turn 9 in this conversation.");
    expect(missing(of, { turn: 4, event: "reserve" })).toBeUndefined();
  });

  it("unfold what lies around an information line, and nothing around an error", () => {
    expect(findKey(of, `entry ${id}`)?.unfold).toEqual(["event reserve"]);
    const error = of.turns[0]?.events[1]?.entries[2]?.id ?? "";
    expect(findKey(of, `entry ${error}`)?.unfold).toEqual([]);
    const [a, b] = [entry(1, "info", "a"), entry(2, "info", "b")];
    const loose = review([turn(1, 0, { events: [event(null, 1, { entries: [a, b] })] })]);
    const unfold = findKey(loose, `entry ${b.id}`)?.unfold ?? [];
    const view = { layers: INITIAL, filter: EVERYTHING, open: new Set<string>() };
    const rows = rowsOf(loose, { ...view, unfolded: new Set(unfold) });
    expect(rows.some((row) => row.key === `entry ${b.id}`)).toBe(true);
  });

  it("bear any id", () => {
    expect(address("https://x", "front desk", "a/b?c", { turn: 3, event: "é&1" })).toBe(
      "https://x/front%20desk/conversations/a%2Fb%3Fc?turn=3&event=%C3%A9%261",
    );
  });

  it("become commands that a shell takes as they are, and that hold no key", () => {
    expect(quote("it's")).toBe(`'it'\\''s'`);
    const command = curlOf("https://x", "p", "'; rm -rf ~", entry(1, "info", "x"));
    expect(command).toContain('-H "x-api-key: $CONVLOG_API_KEY"');
    expect(command).toContain("/conversations/'\\''%3B%20rm%20-rf%20~'");
  });
});

describe("pointers", () => {
  const flags = [{ path: "/a/b", rule: "caller" }];

  it("cover what is inside, and nothing that only begins alike", () => {
    expect(isPersonal(flags, "/a/b/0")).toBe(true);
    expect(isPersonal(flags, "/a/bc")).toBe(false);
    expect(isPersonal([{ path: "", rule: "is_pii" }], "/anything")).toBe(true);
    expect(holdsPersonal(flags, "/a")).toBe(true);
    expect(isPersonal(flags, "/a")).toBe(false);
    expect(below("/a", "b/c~d")).toBe("/a/b~1c~0d");
  });
});

describe("words", () => {
  it("say durations with the digits that help", () => {
    expect([0.2, 42, 999.6, 2380, 12_400, 59_990, 125_000].map(duration)).toEqual([
      "< 1 ms",
      "42 ms",
      "1.0 s",
      "2.4 s",
      "12 s",
      "1 min 0 s",
      "2 min 5 s",
    ]);
    expect(offset(12_345)).toBe("+12\u202f345");
    expect(clock(67_900)).toBe("1:07");
  });

  it("quote a text only where it would be taken for something else", () => {
    expect(["true", "17", "-1.5e3", "", " a", "{x"].every(isAmbiguous)).toBe(true);
    expect(["17 apples", "truely", "a b"].some(isAmbiguous)).toBe(false);
    expect([short("17"), short({ a: 1 }), short([1, 2]), short(null)]).toEqual(['"17"', "{1}", "[2]", "null"]);
    expect(clip("a\n b", 10)).toBe("a b");
  });

  it("make one line of an error of any form", () => {
    expect(errorLine({ type: "E", message: "x\ny" })).toBe("E: x");
    expect(errorLine("boom")).toBe("boom");
    expect(errorLine({ code: 7 })).toBe('{"code":7}');
    expect(errorLine(null)).toBeUndefined();
  });

  it("keep the microseconds of a time", () => {
    expect((instant("2026-05-12T14:00:00.000250Z") ?? 0) - (instant(at(0)) ?? 0)).toBeCloseTo(0.25, 2);
    expect(instant("nonsense")).toBeUndefined();
  });

  it("are found without regard to case, and not where case changes their length", () => {
    expect(occurrences("Slot and slot", "slot")).toEqual([
      [0, 4],
      [9, 13],
    ]);
    expect(occurrences("İİ slot", "slot")).toEqual([]);
  });
});

describe("layers", () => {
  it("are read from an address, whatever stands there", () => {
    expect(formatLayers(parseLayers("tools,nonsense,logs") ?? new Set())).toBe("logs,tools");
    expect(parseLayers("none")?.size).toBe(0);
    expect(formatLayers(new Set())).toBe("none");
    expect(parseLayers(undefined)).toBeUndefined();
  });

  it("are counted", () => {
    expect(tally(failedBooking())).toMatchObject({ logs: 5, tools: 2, llm: 1, api: 1, latency: 1, entities: 0 });
  });
});

describe("nextMatch", () => {
  it("goes on from the other end after the last", () => {
    const view = { layers: INITIAL, filter: EVERYTHING, open: new Set<string>(), unfolded: new Set<string>() };
    const rows = rowsOf(failedBooking(), view);
    const entries = (from: number, direction: 1 | -1) =>
      rows.findIndex((row) => row === nextMatch(rows, from, direction, (other) => other.kind === "entry"));
    expect([entries(-1, 1), entries(5, 1), entries(6, 1), entries(-1, -1)]).toEqual([5, 6, 5, 6]);
  });
});

describe("hints", () => {
  it("stand with their entry, and once with its function", () => {
    const hinted = (habit: string): Entry => ({
      ...entry(1, "info", "x"),
      hints: [{ habit, at: "a.py:1", lines: 1 }],
    });
    const of = event("f", 0, {
      entries: [hinted("loop"), hinted("loop"), hinted("sings"), entry(2, "info", "y")],
      fields: { hints: ["b.py:2 does something else"] },
    });
    expect(of.entries.map(hintsOfEntry).map((hints) => hints.length)).toEqual([1, 1, 1, 0]);
    expect(hintsOfEvent(of)).toEqual([
      "a.py:1 logs in a tight loop: log the outcome once after the loop",
      "a.py:1 sings",
      "b.py:2 does something else",
    ]);
  });
});

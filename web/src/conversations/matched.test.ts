import { describe, expect, it } from "vitest";
import { lineOf } from "./matched";

describe("the line that matched a query", () => {
  it("is named as narrowly as it is known", () => {
    expect(lineOf(null)).toEqual({});
    expect(lineOf({ turn: null, event_id: null, entry_id: null })).toEqual({});
    expect(lineOf({ turn: 0, event_id: null, entry_id: null })).toEqual({ turn: 0 });
    expect(lineOf({ turn: 2, event_id: "f", entry_id: "e" })).toEqual({ turn: 2, event: "f", entry: "e" });
  });
});

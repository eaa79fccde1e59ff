import { describe, expect, it } from "vitest";
import { isExact, stringify } from "../api/json";
import { outlineOf } from "./read";

describe("an outline", () => {
  const turns = [{ number: 1, id: "t", started_at: "2026-05-12T14:00:00Z", events: [], spans: [] }];
  const marks = [{ id: "a", time: "2026-05-12T14:00:00Z", level: "error", turn: 1, event: null }];

  it("keeps the numbers of open members as they were written, and those of turns as numbers", () => {
    const answer = `{"id":"x","fields":{"turns":[1.0],"a":"\\"turns\\":[","n":9007199254740993},"turns":${JSON.stringify(turns)},"marks":${JSON.stringify(marks)}}`;
    const outline = outlineOf(answer);
    expect(outline.turns).toEqual(turns);
    expect(outline.marks).toEqual(marks);
    expect(stringify(outline.head.fields["n"])).toBe("9007199254740993");
    expect(isExact((outline.head.fields["turns"] as unknown[])[0])).toBe(true);
  });

  it("bears members in another order", () => {
    const outline = outlineOf(`{"turns":${JSON.stringify(turns)},"marks":[],"id":"x","fields":{"n":1.0}}`);
    expect(outline.turns).toEqual(turns);
    expect(outline.head.id).toBe("x");
  });
});

import { describe, expect, it } from "vitest";
import { askedOf, isTimeAdded, validateLogsSearch } from "./search";

describe("what the logs page asks", () => {
  it("is the last day, unless the query speaks of time or the reader wants all of it", () => {
    expect(askedOf({})).toBe("since:1d");
    expect(askedOf({ query: "level:error" })).toBe("level:error since:1d");
    expect(askedOf({ query: "a OR b" })).toBe("(a OR b) since:1d");
    expect(askedOf({ query: "a until:yesterday" })).toBe("a until:yesterday");
    expect(askedOf({ query: "a", all_time: true })).toBe("a");
    expect(askedOf({ all_time: true })).toBe("");
    expect(isTimeAdded({ query: '"since:1d"' })).toBe(true);
  });

  it("is read from an address, and what makes no sense is left out", () => {
    expect(validateLogsSearch({ query: " 409 ", all_time: "true" })).toEqual({ query: "409", all_time: true });
    expect(validateLogsSearch({ query: "", all_time: "no", open: "x" })).toEqual({});
    expect(validateLogsSearch({ query: "x".repeat(5_000) })).toEqual({});
  });
});

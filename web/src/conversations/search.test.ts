import { describe, expect, it } from "vitest";
import { readSearch, writeSearch } from "../app/address";
import { isDeep, isFiltered, toQuery, validateListSearch } from "./search";

const NOW = Date.parse("2026-05-12T12:00:00Z");

describe("the address of a list", () => {
  it("survives being written and read", () => {
    const search = validateListSearch({
      environment: ["live", "draft"],
      channel: ["VOICE-SIP"],
      has: ["warnings", "errors"],
      since: "24h",
      handoff: "true",
      duration_min_ms: "90000",
      text: "my account & more?",
      open: "CA42",
    });
    expect(validateListSearch(readSearch(writeSearch({ ...search })))).toEqual(search);
    expect(search.has).toEqual(["errors", "warnings"]);
  });

  it("leaves out what makes no sense, and keeps the rest", () => {
    const raw = {
      has: ["everything"],
      since: "yesterday",
      started_from: "soon",
      handoff: "maybe",
      duration_min_ms: "-1",
      contact_last4: "12",
      environment: { toString: () => "live" },
      text: "   ",
      function: "close_account",
    };
    expect(validateListSearch(raw)).toEqual({ function: "close_account" });
  });

  it("takes a digit-only text as text", () => {
    expect(validateListSearch(readSearch("?text=1234&contact_last4=0042"))).toEqual({
      text: "1234",
      contact_last4: "0042",
    });
  });

  it("does not fall for names that every object has", () => {
    expect(validateListSearch({ since: "constructor", has: "toString" })).toEqual({});
  });
});

describe("the query of a list", () => {
  it("ends a relative span now and sends nothing that is not a filter", () => {
    expect(toQuery({ since: "1h", open: "CA42", columns: "start", has: ["errors"] }, NOW)).toEqual({
      started_from: "2026-05-12T11:00:00.000Z",
      has: ["errors"],
    });
  });

  it("sends times in UTC", () => {
    expect(toQuery({ started_from: "2026-05-12T10:00:00+02:00" }, NOW)).toEqual({
      started_from: "2026-05-12T08:00:00.000Z",
    });
  });

  it("knows a deep search, and a list that is not filtered", () => {
    expect(isDeep({ text: "x" })).toBe(true);
    expect(isDeep({ environment: ["live"], since: "7d" })).toBe(false);
    expect(isFiltered({ open: "CA42", columns: "start" })).toBe(false);
    expect(isFiltered({ since: "7d" })).toBe(true);
  });
});

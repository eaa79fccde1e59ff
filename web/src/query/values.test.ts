import { describe, expect, it } from "vitest";
import type { Row } from "../api/types";
import { valuesOfEntry, valuesOfEvent, valuesOfRow } from "./values";

const conditions = (values: { condition: string }[]): string[] => values.map(({ condition }) => condition);

describe("the values that one can ask for", () => {
  it("are the level and what the author gave, one level deep, by their types", () => {
    const entry = {
      level: "error",
      content: "x",
      timestamp: "2026-05-12T12:00:00Z",
      logger: "conversation_logger",
      status: 409,
      retriable: false,
      vendor: { id: "7", deep: { er: 1 } },
      list: [1],
      nothing: null,
      empty: "",
      long: "x".repeat(300),
    };
    expect(conditions(valuesOfEntry({ entry }))).toEqual([
      'level:"error"',
      'logger:"conversation_logger"',
      "status:409",
      "retriable:false",
      'vendor.id:"7"',
    ]);
  });

  it("never are personal ones, nor the token that stands for one", () => {
    const entry = { level: "info", name: "zeb", of: { a: "b", c: "d" }, gone: "[redacted]", open: 1 };
    const flags = (...paths: string[]) => paths.map((path) => ({ path, rule: "test" }));
    expect(conditions(valuesOfEntry({ entry, _pii: flags("/name", "/of/c") }))).toEqual([
      'level:"info"',
      'of.a:"b"',
      "open:1",
    ]);
    expect(conditions(valuesOfEntry({ entry, _pii: flags("") }))).toEqual(['level:"info"']);
    expect(valuesOfEvent({ fields: { name: "zeb" }, outcome: null, _pii: flags("/name") })).toEqual([]);
  });

  it("are name, outcome and exception of a function", () => {
    const event = { fields: { name: "book_table", error: { type: "KeyError" } }, outcome: "raised" as const };
    expect(conditions(valuesOfEvent(event))).toEqual([
      'function:"book_table"',
      'outcome:"raised"',
      'raised:"KeyError"',
    ]);
  });

  it("are what a row of the list says of its conversation", () => {
    const row = {
      environment: "live",
      channel: null,
      variant_name: null,
      variant_id: "v-1",
      direction: "[redacted]",
      language: "en-GB",
      ended_by: "caller",
      matched: { function: "crm", outcome: "unfinished", personal: false },
      _pii: [{ path: "/language", rule: "test" }],
    } as unknown as Row;
    const [env, variant, ended, ...matched] = conditions(valuesOfRow(row));
    expect([env, variant, ended]).toEqual(['env:"live"', 'variant:"v-1"', 'ended_by:"caller"']);
    expect(matched).toEqual(['function:"crm"', 'outcome:"unfinished"']);
  });
});

import { describe, expect, it } from "vitest";
import { event, review, turn } from "./fixture";
import { INITIAL, tally } from "./layer";
import { rowsOf } from "./rows";
import { makeFilter } from "./search";
import type { Json } from "./shape";
import { variablesOf } from "./variables";

const changing = (state_changes: Json) => event("f", 10, { fields: { state_changes } });

/** What the layer of variables shows of a call with one function that is closed. */
function shown(state_changes: Json): { rows: number; counted: number | undefined } {
  const call = review([turn(1, 0, { events: [changing(state_changes)] })]);
  const [none, layers] = [new Set<string>(), new Set([...INITIAL, "variables" as const])];
  const options = { layers, filter: makeFilter(undefined, undefined), found: undefined, open: none, unfolded: none };
  const rows = rowsOf(call, { ...options, pinned: undefined });
  return { rows: rows.filter(({ kind }) => kind === "detail").length, counted: tally(call)?.variables };
}

describe("variablesOf", () => {
  it.each([
    ["nothing at all", null],
    ["no members", {}],
    ["empty members", { added: {}, updated: {}, removed: [] }],
    ["one empty member", { updated: {} }],
    ["members that are null", { added: null, removed: null }],
    ["an empty list", []],
    ["no words", ""],
    ["an empty member of another name", { changed: {} }],
  ])("is nothing for %s, and no row opens to it", (_, changes) => {
    expect(variablesOf(changing(changes))).toBeUndefined();
    expect(shown(changes)).toEqual({ rows: 0, counted: 0 });
  });

  it.each<[string, Json, object]>([
    ["added ones", { added: { a: 1 } }, { added: [["a", 1]] }],
    ["ones that are now empty", { added: { a: null } }, { added: [["a", null]] }],
    ["updated ones", { updated: { a: [1, 2] }, removed: [] }, { updated: [["a", [1, 2]]] }],
    ["removed ones", { removed: ["a"] }, { removed: ["a"] }],
    ["removed ones with what they were", { removed: { a: 1 } }, { removed: ["a"] }],
    ["words", "restarted", { rest: [["", "restarted"]] }],
    ["another name", { changed: { a: 1 } }, { rest: [["changed", { a: 1 }]] }],
    ["another form", { added: ["a"] }, { rest: [["added", ["a"]]] }],
  ])("has %s, and a row shows them", (_, changes, expected) => {
    const none = { added: [], updated: [], removed: [], rest: [] };
    expect(variablesOf(changing(changes))).toEqual({ ...none, ...expected });
    expect(shown(changes)).toEqual({ rows: 1, counted: 1 });
  });
});

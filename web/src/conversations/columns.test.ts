import { expect, it } from "vitest";
import { columnsOf, isUsual, moved, placed, readColumns, switched } from "./columns";

it("reads a shared choice and drops names it does not know", () => {
  expect(readColumns("contact,nonsense,start,contact")).toEqual(["contact", "start"]);
  expect(isUsual(readColumns(["nonsense"]))).toBe(true);
  expect(isUsual(readColumns({ start: true }))).toBe(true);
});

it("moves a column, but not over the edge", () => {
  expect(moved(["start", "contact", "turns"], "turns", -1)).toEqual(["start", "turns", "contact"]);
  expect(moved(["start", "contact"], "start", -1)).toEqual(["start", "contact"]);
});

it("puts a dragged column where another stands, from both sides", () => {
  expect(placed(["start", "contact", "turns"], "start", "turns")).toEqual(["contact", "turns", "start"]);
  expect(placed(["start", "contact", "turns"], "turns", "start")).toEqual(["turns", "start", "contact"]);
});

it("keeps the last column", () => {
  expect(switched(["start"], "start", false)).toEqual(["start"]);
  expect(columnsOf(switched(["start"], "id", true)).map(({ title }) => title)).toEqual(["Start", "Id"]);
});

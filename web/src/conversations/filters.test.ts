import { expect, it } from "vitest";
import { activeFilters, FILTERS, without, withoutAll } from "./filters";

it("says what holds, in a fixed order", () => {
  const says = activeFilters({ handoff: false, has: ["errors", "warnings"], duration_min_ms: 90_000 });
  expect(says.map(({ kind, says: text }) => `${kind.name} ${text}`)).toEqual([
    "Has errors or warnings",
    "Hand-off no",
    "Duration at least 1 min 30 s",
  ]);
});

it("takes one filter away and leaves the others", () => {
  const time = FILTERS.find(({ id }) => id === "time");
  expect(time && without({ since: "7d", text: "x", open: "CA42" }, time)).toEqual({ text: "x", open: "CA42" });
});

it("takes all filters away and leaves what is open", () => {
  expect(withoutAll({ since: "7d", text: "x", contact_last4: "1234", open: "CA42" })).toEqual({ open: "CA42" });
});

it("offers contacts only as personal filters", () => {
  expect(FILTERS.filter(({ personal }) => personal).map(({ id }) => id)).toEqual(["contact"]);
});

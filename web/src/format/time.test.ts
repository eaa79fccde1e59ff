import { expect, it } from "vitest";
import { ago, clock, dateAndClock, dayAndClock, dayInWords, utc } from "./time";

// The reader's zone is that of the machine, so the expected texts are made from local parts.
const LOCAL = new Date(2026, 4, 12, 14, 3, 7, 120);
const VALUE = LOCAL.toISOString();

it("writes the clock to the millisecond", () => {
  expect(clock(VALUE)).toBe("14:03:07.120");
  expect(dateAndClock(VALUE)).toMatch(/^2026-05-12 14:03:07\.120 UTC([+−]\d+(:\d\d)?)?$/);
});

it("says the day only where it is not today, and the year where it is not this one", () => {
  expect(dayAndClock(VALUE, new Date(2026, 4, 12, 23))).toBe("14:03:07");
  expect(dayAndClock(VALUE, new Date(2026, 4, 13))).toBe("12 May, 14:03:07");
  expect(dayInWords(LOCAL, new Date(2027, 0, 1))).toBe("12 May 2026");
});

it("keeps every digit of what was sent, in UTC", () => {
  expect(utc("2026-05-12T12:03:07.120345Z")).toBe("2026-05-12 12:03:07.120345 UTC");
});

it.each([
  [30, "just now"],
  [90, "1 min ago"],
  [7_300, "2 h ago"],
  [90_000, "yesterday"],
  [260_000, "3 days ago"],
])("says %d s ago as %s", (seconds, text) => {
  expect(ago(VALUE, LOCAL.getTime() + seconds * 1000)).toBe(text);
});

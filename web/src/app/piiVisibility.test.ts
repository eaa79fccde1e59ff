import { expect, it } from "vitest";
import { piiVisibilityOf } from "./piiVisibility";

// The reader's zone is that of the machine, so the time is made from local parts.
const UNTIL = new Date(2026, 4, 12, 14, 3, 7).toISOString();
const NOW = new Date(2026, 4, 11, 9);

it.each([
  [false, undefined, "redacted"],
  [true, undefined, "visible"],
  [true, null, "visible"],
  [true, UNTIL, "visible until 12 May, 14:03:07"],
])("says what becomes of personal data (%s, %s)", (sees, until, said) => {
  expect(
    piiVisibilityOf({ sees_personal: sees, ...(until === undefined ? {} : { sees_personal_until: until }) }, NOW),
  ).toBe(said);
});

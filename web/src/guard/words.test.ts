import { describe, expect, test } from "vitest";
import { estimateOf, expectedOf, holdsIn, lookedAt, ruleName, whereOf } from "./words";

const ESTIMATE = {
  conversations: 1,
  records: 2,
  values: 3,
  conversation_ids: ["c"],
  conversations_looked_at: 1,
  conversations_stored: 1,
  is_whole: true,
};

describe("the words of the guard's page", () => {
  test("say where something was found", () => {
    expect(whereOf({ pointer: "", part: "part", bytes: [3, 18] })).toBe("the text, bytes 3 to 18");
    expect(whereOf({ pointer: "/a/0", part: "whole", bytes: null })).toBe("/a/0");
    expect(whereOf({ pointer: "/a", part: "key", bytes: null })).toBe("the key of /a");
    expect(ruleName("payment_card")).toBe("payment card");
  });

  test("say where a rule holds and what it was expected to show", () => {
    expect(holdsIn({ function: null })).toBe("every function");
    expect(holdsIn({ function: "greet" })).toBe("greet");
    expect(expectedOf({ expected: null })).toBe("Told with pii only");
    expect(expectedOf({ expected: { records: 1, conversations: 1, is_whole: true } })).toBe(
      "1 record of 1 conversation",
    );
    expect(expectedOf({ expected: { records: 4, conversations: 2, is_whole: false } })).toBe(
      "4 records of 2 or more conversations",
    );
  });

  test("say what a rule would show and how far that was counted", () => {
    expect(estimateOf(ESTIMATE)).toBe(
      "It shows 3 values in 2 records of 1 conversation to everybody who reads this project.",
    );
    expect(estimateOf({ ...ESTIMATE, values: 0 })).toMatch(/^Nothing/);
    expect(lookedAt(ESTIMATE)).toBeUndefined();
    expect(lookedAt({ ...ESTIMATE, is_whole: false, conversations_stored: 2000 })).toMatch(/last 1 of 2,000/);
  });
});

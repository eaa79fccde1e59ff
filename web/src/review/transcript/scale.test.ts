import { expect, it } from "vitest";
import { at, event, review, span, turn } from "../model/fixture";
import { scaleOf, ticksUpTo } from "./scale";

it.each([
  [0, 10, 10],
  [7, 10, 10],
  [480, 100, 500],
  [2_500, 500, 2_500],
  [2_501, 500, 3_000],
  [12_400, 5_000, 15_000],
  [61_000, 15_000, 75_000],
  [3_600_000, 600_000, 3_600_000],
])("ticks for %d ms are every %d ms, to %d ms", (length, step, max) => {
  const { ticks, ...rest } = ticksUpTo(length);
  expect(rest).toEqual({ step, max });
  expect(ticks.at(-1)).toBe(max);
  expect(ticks.length).toBeLessThanOrEqual(7);
});

it("is that of the longest wait of the call, and says what any of them was made of", () => {
  const waits = [800, 4_200, 1_000].map((wait, index) =>
    turn(index + 1, index * 10_000, {
      fields: {
        user_input: "x",
        user_input_datetime: at(index * 10_000),
        agent_response: "y",
        agent_response_datetime: at(index * 10_000 + wait),
      },
      events: index === 0 ? [event("f", 10, { duration_ms: 50 })] : [],
      spans: index === 1 ? [span("m", 10_010, 80, { kind: "llm", name: "answer" })] : [],
    }),
  );
  const scale = scaleOf(review([turn(0, -1_000), ...waits]));
  expect(scale).toMatchObject({ max: 5_000, step: 1_000, first: 1 });
  expect([...scale.causes]).toEqual(["function", "llm"]);
});

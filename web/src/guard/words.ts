/** What the page says of findings, rules and estimates: pure functions. */

import type { GuardFinding, NotPersonalRule, RuleEstimate } from "../api/types";

/** Where something was found. */
export function whereOf(finding: Pick<GuardFinding, "pointer" | "part" | "bytes">): string {
  const place = finding.pointer === "" ? "the text" : finding.pointer;
  if (finding.part === "key") return `the key of ${place}`;
  if (finding.bytes === null) return place;
  return `${place}, bytes ${finding.bytes[0]} to ${finding.bytes[1]}`;
}

/** A name of a rule of the guard, as people read it: `payment_card` is a payment card. */
export function ruleName(rule: string): string {
  return rule.replaceAll("_", " ");
}

/** Where a rule holds. */
export function holdsIn(rule: Pick<NotPersonalRule, "function">): string {
  return rule.function ?? "every function";
}

/** What a rule was expected to show. */
export function expectedOf(rule: Pick<NotPersonalRule, "expected">): string {
  if (rule.expected === null) return "Told with pii only";
  const { records, conversations, is_whole } = rule.expected;
  return `${records} ${records === 1 ? "record" : "records"} of ${conversations}${is_whole ? "" : " or more"} ${
    conversations === 1 ? "conversation" : "conversations"
  }`;
}

/** What a rule would show. */
export function estimateOf(estimate: RuleEstimate): string {
  const { values, records, conversations } = estimate;
  if (values === 0) return "Nothing that is stored would be shown by it.";
  const count = (number: number, one: string): string =>
    `${number.toLocaleString("en")} ${number === 1 ? one : `${one}s`}`;
  return `It shows ${count(values, "value")} in ${count(records, "record")} of ${count(conversations, "conversation")} to everybody who reads this project.`;
}

/** How far an estimate has looked, where that is not everything. */
export function lookedAt(estimate: RuleEstimate): string | undefined {
  if (estimate.is_whole) return undefined;
  const { conversations_looked_at: looked, conversations_stored: stored } = estimate;
  return `Only the last ${looked.toLocaleString("en")} of ${stored.toLocaleString("en")} conversations were looked at; in the others it may be more.`;
}

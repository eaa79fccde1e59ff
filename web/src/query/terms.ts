/** The parts of a query that one can tell without reading it: its terms, and which of them are about time. */

/** Returns the terms of a query that stand side by side; what stands in brackets or quotation marks is one. */
export function termsOf(query: string): string[] {
  const terms: string[] = [];
  let term = "";
  let depth = 0;
  for (const { sign, isQuoted } of signsOf(query)) {
    if (!isQuoted && sign === "(") depth += 1;
    if (!isQuoted && sign === ")") depth = Math.max(0, depth - 1);
    if (isQuoted || depth > 0 || !/\s/.test(sign)) {
      term += sign;
      continue;
    }
    if (term !== "") terms.push(term);
    term = "";
  }
  return term === "" ? terms : [...terms, term];
}

/** Whether a query is alternatives, which bind less than what one adds behind them. */
export function hasAlternatives(query: string): boolean {
  return termsOf(query).includes("OR");
}

const ABOUT_TIME = /(?:^|[\s(])-?(?:since|until|time|entry\.timestamp):/;

/** Whether a query says anywhere from when or until when. */
export function isAboutTime(query: string): boolean {
  const open = signsOf(query).map(({ sign, isQuoted }) => (isQuoted ? "_" : sign));
  return ABOUT_TIME.test(open.join(""));
}

/** Returns where the word begins that stands before a place of a query. */
export function wordStart(query: string, caret: number): number {
  let start = 0;
  let at = 0;
  for (const { sign, isQuoted } of signsOf(query)) {
    if (at >= caret) break;
    at += sign.length;
    if (!isQuoted && /[\s()]/.test(sign)) start = at;
  }
  return start;
}

interface Sign {
  sign: string;
  /** Whether it stands between quotation marks, or is one. */
  isQuoted: boolean;
}

function signsOf(query: string): Sign[] {
  let inside = false;
  let isEscaped = false;
  return Array.from(query, (sign) => {
    const isMark = sign === '"' && !isEscaped;
    const isQuoted = inside || isMark;
    if (isMark) inside = !inside;
    isEscaped = inside && !isEscaped && sign === "\\";
    return { sign, isQuoted };
  });
}

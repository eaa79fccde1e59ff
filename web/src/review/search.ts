/** What of a review stands in the address, on its own page and beside the list alike. */
export interface ReviewSearch {
  turn?: number;
  event?: string;
  entry?: string;
  layers?: string;
  level?: string;
  q?: string;
}

/** Reads it from an address; what makes no sense is left out. */
export function validateReviewSearch(raw: Record<string, unknown>): ReviewSearch {
  const search: ReviewSearch = {};
  const turn = Number(raw["turn"]);
  if (raw["turn"] !== undefined && Number.isInteger(turn) && turn >= 0) search.turn = turn;
  for (const key of ["event", "entry", "layers", "level", "q"] as const) {
    const value = raw[key];
    if (typeof value === "string" && value !== "") search[key] = value;
    if (typeof value === "number") search[key] = String(value);
  }
  return search;
}

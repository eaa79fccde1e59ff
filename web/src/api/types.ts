/** The resources of the web app's API, by the names the pages use for them. */

import type { components } from "./__generated__/schema";

type Schemas = components["schemas"];

export type Status = Schemas["ReviewStatus"];
export type Outcome = Schemas["ReviewOutcome"];
/** Where something personal stands: a JSON pointer, and the rule that flagged it. */
export type PiiMark = Schemas["PersonalMark"];
/** A conversation as the list shows it. */
export type Row = Schemas["ConversationRow"];
/** Which record of a conversation meets a query. */
export type MatchedRecord = Schemas["MatchedRecord"];
export type FoundEntry = Schemas["FoundEntry"];
export type FoundEntries = Schemas["FoundEntries"];
/** How many log lines were written when, by level. */
export type Histogram = Schemas["Histogram"];
export type HistogramBar = Schemas["HistogramBar"];
export type ConversationPage = Schemas["ConversationPage"];
export type Facets = Schemas["Facets"];
export type Review = Schemas["Review"];
export type ReviewTurn = Schemas["ReviewTurn"];
export type ReviewEvent = Schemas["ReviewEvent"];
export type ReviewEntry = Schemas["ReviewEntry"];
export type ReviewSpan = Schemas["ReviewSpan"];
export type ReviewHead = Schemas["ReviewHeadPiece"];
export type ReviewOutline = Schemas["ReviewOutline"];
export type OutlineTurn = Omit<Schemas["ReviewOutlineTurn"], "events"> & { events: OutlineEvent[] };
export type OutlineSpan = Schemas["ReviewOutlineSpan"];
export type OutlineEvent = Schemas["ReviewOutlineEvent"] & { steps?: Step[] };
/** Where the entries of an event go on after each window of them. */
export interface Step {
  after: string;
  time: string;
}
export type OutlineMark = Schemas["ReviewOutlineMark"];
export type ReviewMark = Schemas["ReviewMark"];
export type EntryCounts = Schemas["ReviewEntryCounts"];
export type TurnPiece = Schemas["ReviewTurnPiece"];
export type PlacedEntry = Schemas["ReviewPlacedEntry"];
export type EntriesPage = Schemas["ReviewEntries"];
/** What has become another in a conversation that goes on. */
export type LiveChanges = Schemas["LiveChanges"];
export type FunctionRun = Schemas["FunctionRun"];
export type FunctionRuns = Schemas["FunctionRuns"];
export type ContactCalls = Schemas["RelatedConversations"];
/** Merged fields of a thing, in the producer's own terms. */
export type Fields = Review["fields"];

/** What the guard would hide of a text that somebody tries. */
export type GuardTrial = Schemas["TrialShape"];
export type GuardFinding = Schemas["GuardFinding"];
/** That a key is not personal in a project. */
export type NotPersonalRule = Schemas["NotPersonalRule"];
export type RuleEstimate = Schemas["RuleEstimate"];

/** Who is looking. */
export type Session = Schemas["Session"];

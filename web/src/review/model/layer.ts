// The layers of diagnosis over the transcript: which there are, their keys, and how much each would show.

import { isApiResponse, isEmpty } from "./field";
import type { Review, Turn } from "./shape";
import { isHttp } from "./tree";
import { variablesOf } from "./variables";

export const LAYERS = [
  { id: "logs", label: "Logs", key: "o", initial: true },
  { id: "tools", label: "Tool calls", key: "t", initial: true },
  { id: "variables", label: "Variables", key: "v", initial: false },
  { id: "flows", label: "Flows and steps", key: "f", initial: true },
  { id: "llm", label: "LLM requests", key: "m", initial: false },
  { id: "topics", label: "Topics and sources", key: "s", initial: false },
  { id: "corrections", label: "Transcript corrections", key: "c", initial: true },
  { id: "latency", label: "Turn latency", key: "y", initial: true },
  { id: "interruptions", label: "Interruptions", key: "i", initial: true },
  { id: "variants", label: "Variants", key: "a", initial: true },
  { id: "guardrails", label: "Guardrails", key: "g", initial: true },
  { id: "entities", label: "Entities", key: "e", initial: false },
  { id: "metrics", label: "Metrics", key: "x", initial: false },
  { id: "api", label: "API responses", key: "p", initial: true },
] as const;

export type LayerId = (typeof LAYERS)[number]["id"];
export type Layers = ReadonlySet<LayerId>;

export const INITIAL: Layers = new Set(LAYERS.filter((layer) => layer.initial).map((layer) => layer.id));

export function isLayer(name: string): name is LayerId {
  return LAYERS.some((layer) => layer.id === name);
}

/** From an address: names with commas, "none" for no layer at all. What is unknown is passed over. */
export function parseLayers(words: string | undefined): Layers | undefined {
  if (words === undefined || words === "") return undefined;
  return new Set(words.split(",").filter(isLayer));
}

export function formatLayers(layers: Layers): string {
  const names = LAYERS.filter((layer) => layers.has(layer.id)).map((layer) => layer.id);
  return names.length === 0 ? "none" : names.join(",");
}

/** The fields of a turn that a layer shows below what was said. */
export const TURN_FIELDS: Readonly<Partial<Record<LayerId, readonly (readonly [string, string])[]>>> = {
  topics: [
    ["retrieved_topics", "Topics"],
    ["retrieved_sources", "Sources"],
  ],
  corrections: [
    ["asr_corrected_user_input", "Corrected"],
    ["top_transcripts", "Alternatives"],
    ["translated_user_input", "Translated"],
    ["english_agent_response", "In English"],
  ],
  guardrails: [["safety", "Guardrails"]],
  entities: [
    ["entities", "Entities"],
    ["intents", "Intents"],
  ],
};

export type Tally = Readonly<Record<LayerId, number>>;

/** How much each layer would show; nothing is said of a conversation of which not everything is at hand. */
export function tally(review: Review): Tally | undefined {
  if (review.turns.some(isPartial)) return undefined;
  const found: Record<LayerId, number> = {
    logs: review.counts.entries,
    tools: review.counts.functions,
    variables: 0,
    flows: 0,
    llm: 0,
    topics: 0,
    corrections: 0,
    latency: 0,
    interruptions: 0,
    variants: 0,
    guardrails: 0,
    entities: 0,
    metrics: review.metrics.length,
    api: 0,
  };
  let variant: unknown;
  for (const turn of review.turns) {
    add(found, turn);
    if (turn.fields["variant"] !== undefined && turn.fields["variant"] !== variant) {
      found.variants += 1;
      variant = turn.fields["variant"];
    }
  }
  return found;
}

/** Whether something of a turn is not at hand. */
export function isPartial(turn: Turn): boolean {
  return turn.bare === true || turn.events.some(({ gaps }) => gaps !== undefined && gaps.length > 0);
}

function add(found: Record<LayerId, number>, turn: Turn): void {
  const { fields } = turn;
  for (const [layer, names] of Object.entries(TURN_FIELDS)) {
    if (isLayer(layer)) found[layer] += names.filter(([name]) => !isEmpty(fields[name])).length;
  }
  if (!isEmpty(fields["in_flow"]) || !isEmpty(fields["current_node"])) found.flows += 1;
  if (fields["barge_in"] === true) found.interruptions += 1;
  if (!isEmpty(fields["user_input_datetime"]) || !isEmpty(fields["latency"])) found.latency += 1;
  for (const event of turn.events) {
    if (variablesOf(event) !== undefined) found.variables += 1;
    for (const entry of event.entries) if (isApiResponse(entry)) found.api += 1;
  }
  for (const span of turn.spans) {
    if (isHttp(span)) found.api += 1;
    else found.llm += 1;
  }
}

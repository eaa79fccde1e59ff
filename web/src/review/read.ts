// Reading a conversation from the server.

import { api, body } from "../api/client";
import { parseAnswer } from "../api/json";
import type { ReviewOutline } from "../api/types";
import { known, type Head, type Review } from "./model/shape";
import type { Outline } from "./pieces/outline";
import type { Pieces } from "./pieces/pieces";

/** All of a conversation, or what its pieces are read by. */
export type Opened = Review | Pieces;

export function reviewKey(project: string, id: string): readonly string[] {
  return ["review", project, id];
}

export async function readWhole(project: string, id: string, signal: AbortSignal): Promise<Review> {
  const params = { path: { project_id: project, conversation_id: id } };
  return known(await body(api.GET("/api/projects/{project_id}/conversations/{conversation_id}", { params, signal })));
}

export async function readOutline(project: string, id: string, signal?: AbortSignal): Promise<Outline> {
  const params = { path: { project_id: project, conversation_id: id } };
  const { data } = await api.GET("/api/projects/{project_id}/conversations/{conversation_id}/outline", {
    params,
    ...(signal === undefined ? {} : { signal }),
  });
  return outlineOf(data as unknown as string);
}

const TURNS = '"turns":[';

/**
 * Reads an outline. Nothing in its turns and marks is open, so they are left to the browser's own parser, which takes a
 * tenth of the time: of half a million entries that is what the reader waits for.
 */
export function outlineOf(answer: string): Outline {
  const { turns, marks } = JSON.parse(answer) as ReviewOutline;
  for (let at = answer.indexOf(TURNS); at >= 0; at = answer.indexOf(TURNS, at + 1)) {
    const head = tryParse(`${answer.slice(0, at)}${TURNS}]}`);
    if (head !== undefined) return { head, turns, marks };
  }
  return { head: parseAnswer(answer) as Head, turns, marks };
}

/** What stands before the turns; nothing where the same words stand inside of something else. */
function tryParse(text: string): Head | undefined {
  try {
    const { turns: _turns, ...head } = parseAnswer(text) as Review;
    return "id" in head ? head : undefined;
  } catch {
    return undefined;
  }
}

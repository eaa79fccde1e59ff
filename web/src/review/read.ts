// Reading a conversation from the server.

import { api, body } from "../api/client";
import { parseAnswer } from "../api/json";
import type { OutlineTurn, ReviewHead, ReviewOutline } from "../api/types";
import { known, type Head, type Review } from "./model/shape";
import type { Outline } from "./pieces/outline";
import type { Pieces } from "./pieces/pieces";

/** All of a conversation, or what its pieces are read by. */
export type Opened = Review | Pieces;

export function reviewKey(project: string, id: string): readonly string[] {
  return ["review", project, id];
}

/** What a conversation begins with, which comes at once whatever its size. */
export async function readHead(project: string, id: string, signal: AbortSignal): Promise<ReviewHead> {
  const params = { path: { project_id: project, conversation_id: id } };
  return body(api.GET("/api/projects/{project_id}/conversations/{conversation_id}/head", { params, signal }));
}

export async function readWhole(project: string, id: string, signal: AbortSignal): Promise<Review> {
  const params = { path: { project_id: project, conversation_id: id } };
  return known(await body(api.GET("/api/projects/{project_id}/conversations/{conversation_id}", { params, signal })));
}

/** Reads an outline, page by page where it has very many functions. */
export async function readOutline(project: string, id: string, signal?: AbortSignal): Promise<Outline> {
  const first = outlineOf(await readOutlinePage(project, id, undefined, signal));
  const turns = [...first.turns];
  let { next } = first;
  while (typeof next === "string") {
    const page = JSON.parse(await readOutlinePage(project, id, next, signal)) as OutlinePage;
    for (const turn of page.turns) addTo(turns, turn);
    next = page.next;
  }
  return { ...first, turns };
}

type OutlinePage = Pick<ReviewOutline, "marks"> & { turns: OutlineTurn[]; next?: string | null };

async function readOutlinePage(project: string, id: string, cursor: string | undefined, signal?: AbortSignal) {
  const path = { project_id: project, conversation_id: id };
  const query = cursor === undefined ? {} : { cursor };
  const { data } = await api.GET("/api/projects/{project_id}/conversations/{conversation_id}/outline", {
    params: { path, query } as { path: typeof path },
    ...(signal === undefined ? {} : { signal }),
  });
  return data as unknown as string;
}

/** A turn that goes on on the next page comes again there with the rest of what is in it. */
function addTo(turns: OutlineTurn[], turn: OutlineTurn): void {
  const last = turns.at(-1);
  if (last?.number !== turn.number) turns.push(turn);
  else
    turns[turns.length - 1] = {
      ...last,
      events: [...last.events, ...turn.events],
      spans: [...last.spans, ...turn.spans],
    };
}

const TURNS = '"turns":[';

/**
 * Reads an outline. Nothing in its turns and marks is open, so they are left to the browser's own parser, which takes a
 * tenth of the time: of half a million entries that is what the reader waits for.
 */
export function outlineOf(answer: string): Outline & Pick<OutlinePage, "next"> {
  const { turns, marks, next = null } = JSON.parse(answer) as OutlinePage;
  for (let at = answer.indexOf(TURNS); at >= 0; at = answer.indexOf(TURNS, at + 1)) {
    const head = tryParse(`${answer.slice(0, at)}${TURNS}]}`);
    if (head !== undefined) return { head, turns, marks, next };
  }
  return { head: parseAnswer(answer) as Head, turns, marks, next };
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

// Reading a conversation from the server.

import { api, body } from "../api/client";
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
  const answer = await body(
    api.GET("/api/projects/{project_id}/conversations/{conversation_id}/outline", {
      params,
      ...(signal === undefined ? {} : { signal }),
    }),
  );
  const { turns, marks, ...head } = answer;
  return { head: head as unknown as Head, turns, marks };
}

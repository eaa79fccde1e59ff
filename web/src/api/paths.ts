/** The paths of the session, which the described API leaves out: a program sends its key instead. */

import type { Session } from "./types";

interface Answer {
  responses: { 200: { content: { "application/json": Session } } };
}

export interface SessionPaths {
  "/api/session": {
    get: { parameters: object } & Answer;
    post: { parameters: object; requestBody: { content: { "application/json": { key: string } } } } & Answer;
    delete: { parameters: object; responses: { 204: { content?: never } } };
  };
}

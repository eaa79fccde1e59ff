/** The paths of the web app's API in the form openapi-fetch takes them. */

import type { ContactCalls, ConversationPage, Facets, FunctionRuns, Review, Session } from "./types";

type Query = Record<string, string | number | boolean | string[] | undefined>;
type Answer<T> = { responses: { 200: { content: { "application/json": T } } } };
type Nothing = { responses: { 204: { content?: never } } };
type Get<Path, T, Asked = Query> = { get: { parameters: { path: Path; query?: Asked } } & Answer<T> };

interface InProject {
  project: string;
}

interface OfConversation extends InProject {
  id: string;
}

export interface paths {
  "/api/session": {
    get: { parameters: object } & Answer<Session>;
    post: {
      parameters: object;
      requestBody: { content: { "application/json": { key: string } } };
    } & Answer<Session>;
    delete: { parameters: object } & Nothing;
  };
  "/api/projects/{project}/conversations": Get<InProject, ConversationPage>;
  "/api/projects/{project}/conversations/{id}": Get<OfConversation, Review>;
  "/api/projects/{project}/conversations/{id}/note": {
    put: {
      parameters: { path: OfConversation };
      requestBody: { content: { "application/json": { note: string } } };
    } & Nothing;
  };
  "/api/projects/{project}/functions/{name}/runs": Get<{ project: string; name: string }, FunctionRuns>;
  "/api/projects/{project}/contact-calls": Get<InProject, ContactCalls>;
  "/api/projects/{project}/facets": Get<InProject, Facets>;
}

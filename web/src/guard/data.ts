/** What the page asks the server: rules of what is not personal, what one would show, and how far the reading again is. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { api, body } from "../api/client";
import type { NotPersonalRule, RuleEstimate } from "../api/types";
import { notify } from "../app/Notices";

/** A rule as somebody asks for it. */
export interface Asked {
  readonly key: string;
  readonly function?: string;
}

const RULES = "/api/projects/{project_id}/guard/rules";
/** How often it is asked how far the reading again is. */
const AGAIN_MS = 1000;

const at = (project: string) => ({ path: { project_id: project } });
const rulesKey = (project: string): readonly string[] => ["guard", project, "rules"];
const progressKey = (project: string): readonly string[] => ["guard", project, "rescan"];

export function useRules(project: string) {
  return useQuery({
    queryKey: rulesKey(project),
    queryFn: async ({ signal }): Promise<NotPersonalRule[]> =>
      (await body(api.GET(RULES, { params: at(project), signal }))).rules,
  });
}

/** How far the reading again is, as long as it goes on; nothing once it is over. */
export function useProgress(project: string): { done: number; of: number } | undefined {
  const { data } = useQuery({
    queryKey: progressKey(project),
    queryFn: ({ signal }) => body(api.GET("/api/projects/{project_id}/guard/rescan", { params: at(project), signal })),
    refetchInterval: ({ state }) => (isUnderWay(state.data?.rescan) ? AGAIN_MS : false),
  });
  const rescan = data?.rescan;
  if (!isUnderWay(rescan)) return undefined;
  return { done: rescan.conversations_done, of: rescan.conversations };
}

function isUnderWay<R extends { finished_at: string | null }>(rescan: R | null | undefined): rescan is R {
  return rescan?.finished_at === null;
}

export function useEstimate(project: string) {
  return useMutation({
    mutationFn: (rule: Asked): Promise<RuleEstimate> =>
      body(api.POST(`${RULES}/estimate`, { params: at(project), body: rule })),
  });
}

export function useAdd(project: string) {
  const refresh = useRefresh(project);
  return useMutation({
    mutationFn: (rule: Asked) => body(api.POST(RULES, { params: at(project), body: rule })),
    onSuccess: async (rule) => {
      await refresh();
      notify(`Rule ${rule.id} holds from now on`);
    },
  });
}

export function useRemove(project: string) {
  const refresh = useRefresh(project);
  return useMutation({
    mutationFn: (id: number) =>
      api.DELETE(`${RULES}/{rule_id}`, { params: { path: { project_id: project, rule_id: id } } }),
    onSuccess: async (_, id) => {
      await refresh();
      notify(`Rule ${id} is removed`);
    },
  });
}

export function useTrial(project: string) {
  return useMutation({
    mutationFn: (tried: { text: string; name?: string; function?: string }) =>
      body(api.POST("/api/projects/{project_id}/guard/test", { params: at(project), body: tried })),
  });
}

function useRefresh(project: string): () => Promise<void> {
  const queries = useQueryClient();
  return async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: rulesKey(project) }),
      queries.invalidateQueries({ queryKey: progressKey(project) }),
    ]);
  };
}

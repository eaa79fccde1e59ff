// The part of the address that belongs to the review: on its own page and beside the list alike.

import { useNavigate, useSearch } from "@tanstack/react-router";
import { useCallback, useMemo } from "react";
import { remember, useRemembered } from "../app/remembered";
import { formatLayers, INITIAL, type Layers, parseLayers } from "./model/layer";
import { validateReviewSearch, type ReviewSearch } from "./search";

type Patch = { [Key in keyof ReviewSearch]?: ReviewSearch[Key] | undefined };

export function useReviewSearch(): readonly [ReviewSearch, (patch: Patch) => void] {
  const raw: Record<string, unknown> = useSearch({ strict: false });
  const search = useMemo(() => validateReviewSearch(raw), [raw]);
  const navigate = useNavigate();
  const change = useCallback(
    (patch: Patch) => {
      void navigate({ to: ".", search: (before) => without(before, patch), replace: true, resetScroll: false });
    },
    [navigate],
  );
  return [search, change];
}

const REMEMBERED_AS = "review.layers";

const readLayers = (stored: unknown): Layers | undefined =>
  typeof stored === "string" ? parseLayers(stored) : undefined;

/** What a patch sets to undefined is not in the address any more. */
function without<Search extends object>(before: Search, patch: Patch): Search {
  const kept = Object.entries({ ...before, ...patch }).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as Search;
}

/** The layers of the address, else those of last time, else what most people want. */
export function useLayers(): readonly [Layers, (layers: Layers) => void] {
  const [search, change] = useReviewSearch();
  const [remembered] = useRemembered(REMEMBERED_AS, readLayers);
  const layers = useMemo(() => parseLayers(search.layers) ?? remembered ?? INITIAL, [search.layers, remembered]);
  const set = useCallback(
    (next: Layers) => {
      remember(REMEMBERED_AS, formatLayers(next));
      change({ layers: formatLayers(next) });
    },
    [change],
  );
  return [layers, set];
}

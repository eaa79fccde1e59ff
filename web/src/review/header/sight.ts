// Which part of the call is in sight. It changes with every frame of scrolling, so it stands outside of the page's
// state: only the frame on the map is drawn anew.

/** Milliseconds since 1970. */
export interface Sight {
  readonly from: number;
  readonly to: number;
}

export class SightStore {
  #sight: Sight | undefined;
  readonly #listeners = new Set<() => void>();

  readonly get = (): Sight | undefined => this.#sight;

  readonly set = (sight: Sight | undefined): void => {
    if (sight?.from === this.#sight?.from && sight?.to === this.#sight?.to) return;
    this.#sight = sight;
    for (const listener of this.#listeners) listener();
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

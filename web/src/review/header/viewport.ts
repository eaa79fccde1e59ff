// Which part of the call is in sight. It changes with every frame of scrolling, so it stands outside of the page's
// state: only the frame on the map is drawn anew.

/** Milliseconds since 1970. */
export interface Viewport {
  readonly from: number;
  readonly to: number;
}

export class ViewportStore {
  #viewport: Viewport | undefined;
  readonly #listeners = new Set<() => void>();

  readonly get = (): Viewport | undefined => this.#viewport;

  readonly set = (viewport: Viewport | undefined): void => {
    if (viewport?.from === this.#viewport?.from && viewport?.to === this.#viewport?.to) return;
    this.#viewport = viewport;
    for (const listener of this.#listeners) listener();
  };

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
}

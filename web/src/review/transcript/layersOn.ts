import { createContext } from "react";
import { INITIAL, type Layers } from "../model/layer";

/** The layers that are on, for the rows that carry a word of several. */
export const LayersOn = createContext<Layers>(INITIAL);

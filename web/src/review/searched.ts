import { createContext } from "react";

/** What is searched for in the conversation, in lower case, so that it can be marked wherever text is drawn. */
export const SearchedText = createContext("");

import { createContext } from "react";

/** The nonce of this response's scripts; given by entry.server, absent in the browser. */
export const NonceContext = createContext<string | undefined>(undefined);

import { RemixBrowser } from "@remix-run/react";
import { startTransition } from "react";
import { hydrateRoot } from "react-dom/client";

// Only pages whose route says `handle = { script: true }` load this.
whenDecoded().then(() => {
  startTransition(() => {
    hydrateRoot(document, <RemixBrowser />);
  });
});

/**
 * Settles when the page's data is there. RemixBrowser throws a promise until it has decoded them, and nothing above
 * the whole document may wait for it: a click at that moment makes React 18 hydrate at once, which cannot be done
 * without the data, and it breaks off with its error 345. Asked before the first render, RemixBrowser starts decoding
 * and never has to wait later; until then links and forms are the browser's own.
 */
async function whenDecoded(): Promise<void> {
  try {
    RemixBrowser({});
  } catch (decoding) {
    // A fault comes again when RemixBrowser is rendered, where it is reported.
    await decoding;
  }
}

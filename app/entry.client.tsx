import { RemixBrowser } from "@remix-run/react";
import { startTransition } from "react";
import { hydrateRoot } from "react-dom/client";

// Only pages whose route says `handle = { script: true }` load this.
startTransition(() => {
  hydrateRoot(document, <RemixBrowser />);
});

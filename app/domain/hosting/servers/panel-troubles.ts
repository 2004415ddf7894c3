import {
  PanelAnswerUnknown,
  PanelAuthFailed,
  PanelCertificateRefused,
  PanelHtmlAnswer,
  PanelRefused,
  PanelUnreachable,
} from "#app/adapters/aapanel/errors.ts";
import type { ServerRow } from "./servers.server.ts";

/** What keeps us from a panel. The sentence for each is beside the pages that show it. */
export type Trouble = NonNullable<ServerRow["problem"]>;
/** A trouble, and what the panel or the network said about it, for people. */
export type TroubleFound = { trouble: Trouble; says: string };

const AUTH = { key: "key-wrong", address: "address-not-listed", "locked-out": "locked-out" } as const;

/** Tells the errors of a panel apart; null for one that is none of a panel's. */
export function troubleOf(error: unknown): TroubleFound | null {
  if (error instanceof PanelAuthFailed) return { trouble: AUTH[error.reason], says: error.says };
  if (!(error instanceof Error)) return null;
  const trouble = kindOf(error);
  if (!trouble) return null;
  const { cause } = error;
  return { trouble, says: (cause instanceof Error ? cause.message : error.message).slice(0, 300) };
}

function kindOf(error: Error): Trouble | null {
  if (error instanceof PanelCertificateRefused)
    return error.isPinned ? "certificate-changed" : "certificate-untrusted";
  if (error instanceof PanelUnreachable) return "unreachable";
  if (error instanceof PanelHtmlAnswer) {
    // The panel's 404 page is also how it says that the API is off; 403 that it wants another host or address.
    if (error.status === 404) return "api-off";
    return error.status === 403 ? "host-refused" : "not-a-panel";
  }
  if (error instanceof PanelAnswerUnknown) return "not-a-panel";
  return error instanceof PanelRefused ? "refused" : null;
}

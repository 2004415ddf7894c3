import { pinRelease } from "#app/domain/hosting/deployments/pins.server.ts";
import { discardDraft, publishDraft } from "#app/domain/hosting/deployments/previews.server.ts";
import { services } from "#app/services.server.ts";

type Which = { userId: string; websiteId: string; deploymentId: string; now: Date };

/** Does what a button of the details page stands for; null for one that is none. */
export async function actOnRelease(intent: string, which: Which) {
  switch (intent) {
    case "pin":
    case "unpin":
      return pinRelease(services.db, which, intent === "pin");
    case "publish":
      return publishDraft(services.db, which);
    case "discard":
      return discardDraft(services.db, which);
    default:
      return null;
  }
}

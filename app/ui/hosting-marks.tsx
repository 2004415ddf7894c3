import { hostingWords } from "./hosting.words.ts";
import { StatusMark, type Tone } from "./status-mark.tsx";
import { useWords } from "./words.ts";

type SiteState = {
  status: "provisioning" | "active" | "suspended" | "deleting" | "deleted" | "failed";
  suspendedReason: string | null;
  liveDeploymentId: string | null;
  problemCode: string | null;
};

/** Whether a site is on: the light, or why there is none. */
export function SiteMark({ site }: { site: SiteState }) {
  const t = useWords(hostingWords).site;
  const [tone, label] = siteLight(site);
  return <StatusMark tone={tone} label={t[label]} />;
}

function siteLight(site: SiteState): [Tone, keyof (typeof hostingWords)["id"]["site"]] {
  if (site.suspendedReason === "trash") return ["off", "trash"];
  switch (site.status) {
    case "active":
      return site.liveDeploymentId ? ["on", "on"] : ["off", "empty"];
    case "provisioning":
      return site.problemCode ? ["trouble", "delayed"] : ["waiting", "provisioning"];
    case "suspended":
      return ["trouble", "suspended"];
    case "failed":
      return ["trouble", "failed"];
    default:
      return ["off", "gone"];
  }
}

type DeploymentStatus = keyof (typeof hostingWords)["id"]["deployment"];

/** How far a deployment is. */
export function DeploymentMark({ status }: { status: DeploymentStatus }) {
  const t = useWords(hostingWords).deployment;
  return <StatusMark tone={deploymentTone(status)} label={t[status]} />;
}

function deploymentTone(status: DeploymentStatus): Tone {
  if (status === "live") return "on";
  if (status === "failed") return "trouble";
  return status === "superseded" || status === "cancelled" ? "off" : "waiting";
}

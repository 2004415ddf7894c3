import { ArchiveRefused, type Findings, type Refusal } from "../archives/archives.ts";
import { chooseRoot } from "../uploads/uploads.server.ts";
import { inspectUpload } from "../uploads/uploads-inspection.server.ts";
import { DeployFailed } from "./deploy-failures.ts";
import type { Run } from "./deploy-steps.server.ts";

/**
 * An archive sent from a terminal is looked at here when nobody has yet, and the folder that was named is chosen. The
 * same run with the upload as it stands then. Throws `ArchiveRefused`, or that the folder is not clear. Safe to repeat.
 */
export async function inspectFirst(run: Run): Promise<Run> {
  const { db, store, deployment, now } = run;
  if (!run.upload) return run;
  const { id: uploadId } = run.upload;
  if (run.upload.status === "received") await inspectUpload({ db, store }, { uploadId }, now());
  const root = deployment.wanted_root;
  if (root !== null) {
    const whose = { userId: deployment.user_id, websiteId: deployment.website_id };
    const { outcome } = await chooseRoot(db, { ...whose, uploadId, root, now: now() });
    if (outcome === "not-a-root") throw new DeployFailed("root-unclear", { entry: await rootsOf(run) });
  }
  const upload = await readUpload(run);
  if (upload.status === "refused") {
    // written only by inspectUpload, in this shape
    const { code, entry } = upload.findings as Refusal;
    throw new ArchiveRefused(code, entry);
  }
  if (upload.status === "accepted" && upload.root === null) {
    throw new DeployFailed("root-unclear", { entry: await rootsOf(run) });
  }
  return { ...run, upload };
}

/** The folders to choose from, as many as a sentence can hold. */
async function rootsOf(run: Run): Promise<string> {
  const { roots } = (await readUpload(run)).findings as Findings;
  return roots
    .slice(0, 8)
    .map(({ path }) => path || "/")
    .join(", ");
}

function readUpload({ db, upload }: Run) {
  return db
    .selectFrom("uploads")
    .selectAll()
    .where("id", "=", upload?.id ?? "")
    .executeTakeFirstOrThrow();
}

import { statSync } from "node:fs";
import { expect } from "vitest";
import { rawZip } from "./archives.ts";
import { catchAll } from "./caught.ts";
import { deployTest as test } from "./deploying.ts";

/*
 * What users of deploy services and panels complain of, and the tests that would catch it here. Most stand beside the
 * rule they hold; the last one had no better place than this.
 */
catchAll([
  [
    "the archive has a folder at its top, and the site answers 404",
    ["test/corpus.ts", "a site inside one folder"],
    ["test/corpus.ts", "a project in a folder with a finished build"],
    ["routes/sites/uploads/uploading", "with several possible folders the customer chooses"],
  ],
  [
    "hidden files are lost",
    ["test/corpus.ts", "hidden files that belong to a site"],
    ["domain/hosting/archives/archives", "secrets stay behind, are listed first and warned about"],
  ],
  [
    "file names are refused or mangled",
    [
      "domain/hosting/deployments/served-names",
      "every name a website can need is served byte for byte, by …",
    ],
    ["test/corpus.ts", "Japanese names in Shift JIS"],
  ],
  [
    "a failed upload still says success",
    ["test/corpus.ts", "a wrong checksum"],
    ["test/corpus.ts", "a page of text named .zip"],
    ["domain/hosting/deployments/deploy", "…: the deployment fails with its step and the old site stays"],
  ],
  [
    "a failed deployment leaves the site broken or half new",
    ["domain/hosting/deployments/deploy", "a worker killed after … is followed by one that finishes"],
    [
      "domain/hosting/deployments/deploy",
      "a web server that keeps the old release is found out, and the site goes back",
    ],
    [
      "test/journeys/broken-parts",
      "a worker killed in the middle of a deployment leaves the old site whole, and another one finishes the work",
    ],
  ],
  [
    "visitors meet errors at each deployment",
    [
      "domain/hosting/deployments/deploy",
      "visitors get the old release or the new one, whole, all the way through",
    ],
  ],
  [
    "old hashed files vanish, and pages that are open break",
    [
      "domain/hosting/deployments/deploy-delta",
      "a page opened before a deployment still gets its hashed files after it, for some releases",
    ],
  ],
  [
    "large uploads time out, without progress and without going on",
    ["test/journeys/resuming", "a connection lost in the middle is waited out, and only the rest is sent"],
    ["test/journeys/resuming", "after the tab was loaded again the same file goes on where it was"],
  ],
  [
    "nothing is told while files are unpacked, and a second click starts a second deployment",
    ["domain/hosting/deployments/deploy", "ten requests at once leave one waiting"],
    [
      "domain/hosting/deployments/deploy",
      "a newer request replaces the waiting one, and the same upload is one deployment",
    ],
  ],
  [
    "the queue is stuck, and cancelling does nothing",
    [
      "domain/hosting/deployments/deploy",
      "a worker killed while packing or sending is followed by one that finishes",
    ],
    ["domain/hosting/deployments/deploy", "a queue that never gets there ends the deployment"],
    [
      "domain/hosting/deployments/history",
      "a running deployment is cancelled at the end of its step and leaves nothing behind",
    ],
  ],
  [
    "a site whose archive carried strange modes answers 403",
    ["test/corpus.ts", "modes of 0000"],
    ["test/deploy-complaints", "an archive whose files nobody may read is served like any other"],
  ],
  [
    "limits are found out at the end only",
    ["test/journeys/resuming", "what is wrong with an archive is said before a byte of it is sent"],
    [
      "domain/catalog/plans",
      "the plans that take an archive are those on sale that are large enough, the smallest first",
    ],
  ],
  [
    "going back does not bring everything back",
    [
      "domain/hosting/deployments/releases",
      "an earlier release goes live again by a switch and a look, and forward once more",
    ],
  ],
  [
    "an archive can only be dragged, which not everybody can",
    [
      "test/journeys/uploading",
      "with the keyboard alone an archive is chosen, sent and put live, and its state is told as text",
    ],
  ],
  [
    "an archive cannot be uploaded at all",
    ["routes/sites/uploads/uploading", "an archive goes from the form to a page that says what was found"],
  ],
  [
    "certificates are not renewed",
    [
      "domain/hosting/domains/certificates",
      "the watcher asks for a new one at 21 days, calls staff at 14 and writes to the owner at 7",
    ],
    ["domain/hosting/domains/certificates", "a certificate the panel only says it installed is not believed"],
  ],
  [
    "the panel's locked .user.ini stands in the way of releases",
    ["test/corpus.ts", "junk beside the site"],
    [
      "domain/hosting/deployments/releases",
      "the live release and the plan's number of earlier ones stay, the rest leaves the disk",
    ],
  ],
  [
    "an uploaded archive reaches files outside the site",
    ["test/corpus.ts", "a folder that climbs out"],
    ["test/corpus.ts", "a symbolic link"],
    [
      "domain/hosting/archives/fuzz",
      "for … s no mutated archive crashes, hangs or fools the readers, nor makes memory grow",
    ],
  ],
]);

test("an archive whose files nobody may read is served like any other", async ({ site }) => {
  const shut = (name: string, content: string) => ({ name, content, mode: 0o100000 });
  const id = await site.deploy(rawZip([shut("index.html", "terbuka"), shut("css/a.css", "a{}")]));
  expect(await site.visit("/")).toBe("200 terbuka");
  expect(await site.visit("/css/a.css")).toBe("200 a{}");
  const modes = ["index.html", "css", "css/a.css"].map(
    (name) => statSync(`${site.folderOf(id)}/${name}`).mode & 0o777,
  );
  expect(modes).toEqual([0o644, 0o755, 0o644]);
});

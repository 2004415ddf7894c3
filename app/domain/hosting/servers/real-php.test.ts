import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { describe, expect } from "vitest";
import { aSite, now } from "#app/test/deploying.ts";
import { test } from "#app/test/fixtures.ts";
import { startPanelWithNginx } from "#app/test/panel-nginx.ts";
import { whyNot } from "#app/test/programs.ts";
import { requestRollback } from "../deployments/deployments.server.ts";
import { followFolders } from "../websites/follow-folders.server.ts";
import { followPhp } from "../websites/follow-php.server.ts";
import { keepFolder } from "../websites/kept-folders.server.ts";
import { requestPhp } from "../websites/php.server.ts";
import { setPhpAllowed } from "./php-allowed.server.ts";

// PHP is shut into the panel's disk, which only root may do
const reason = whyNot({ program: "nginx" }, { program: "php-fpm" }, { isRoot: true });

/** Counts when it is asked to, writes a programme where visitors' files go, and reads what it is told to. */
const program = (release: number) => `<?php
$folder = __DIR__ . '/../../data/uploads';
if (isset($_GET['tulis'])) {
  file_put_contents("$folder/x.php", '<?php touch(__DIR__ . "/dijalankan");');
}
if (isset($_GET['baca'])) {
  die('isi: ' . var_export(@file_get_contents($_GET['baca']), true));
}
$count = (int) @file_get_contents("$folder/hitung.txt");
if (isset($_GET['hitung'])) {
  file_put_contents("$folder/hitung.txt", ++$count);
}
echo "rilis ${release}, hitungan $count";
`;

const releaseOf = (release: number) => ({
  "index.php": program(release),
  "gaya.css": `a{order:${release}}`,
  "uploads/hitung.txt": "dari rilis",
  "uploads/rilis.txt": "dari rilis",
});

describe(`A real nginx with a real PHP${reason ? `: SKIPPED, ${reason}` : ""}`, () => {
  test.skipIf(reason)(
    "a site that writes survives ten deployments and two rollbacks, and nothing it wrote is run",
    { timeout: 120_000 },
    async ({ folder, db, panelOf, transferTo, store, vault, log }) => {
      const { aapanel, stop, stopPhp } = await startPanelWithNginx(folder);
      try {
        const site = await aSite({ db, panelOf, transferTo, store, vault, log }, aapanel);
        const status = async (url: string) => (await site.visit(url)).slice(0, 3);
        const { server_id } = await site.row();
        await setPhpAllowed(db, {
          serverId: server_id ?? "",
          isAllowed: true,
          staffId: site.ids.userId,
          now,
        });
        await requestPhp(site.deps, { ...site.ids, version: "82", now });
        expect(await followPhp(site.deps, site.ids, now)).toEqual({ outcome: "followed" });

        const deployed = [await site.deploy(releaseOf(1))];
        await keepFolder(db, { ...site.ids, name: "uploads", isPublic: true, now });
        await keepFolder(db, { ...site.ids, name: "simpanan", isPublic: false, now });
        expect(await followFolders(site.deps, site.ids, now)).toEqual({ outcome: "followed" });
        expect(await site.visit("/?hitung")).toBe("200 rilis 1, hitungan 1");
        for (let release = 2; release <= 10; release++) {
          deployed.push(await site.deploy(releaseOf(release)));
          expect(await site.visit("/?hitung")).toBe(`200 rilis ${release}, hitungan ${release}`);
        }
        for (const [turn, release] of [9, 10].entries()) {
          const deploymentId = deployed[release - 1] ?? "";
          expect(await requestRollback(db, { ...site.ids, deploymentId, now })).toEqual({
            outcome: "queued",
          });
          expect(await site.run(deploymentId)).toEqual({ outcome: "live" });
          expect(await site.visit("/?hitung")).toBe(`200 rilis ${release}, hitungan ${11 + turn}`);
        }

        // what visitors may see of what was written, and never the release's own folder of that name
        expect(await site.visit("/uploads/hitung.txt")).toBe("200 12");
        expect(await status("/uploads/rilis.txt")).toBe("404");
        await site.visit("/?tulis");
        const home = aapanel.resolve("/www/wwwroot/toko.situs.test");
        expect(existsSync(path.join(home, "data/uploads/x.php"))).toBe(true);
        for (const url of [
          "/uploads/x.php",
          "/uploads/x.php/a.txt",
          "/uploads/./x.php",
          "/uploads/x.PHP",
          "/uploads/",
        ]) {
          expect(["403", "404"], url).toContain(await status(url));
        }
        expect(existsSync(path.join(home, "data/uploads/dijalankan"))).toBe(false);
        writeFileSync(path.join(home, "data/simpanan/db.txt"), "rahasia");
        expect(await status("/simpanan/db.txt")).toBe("404");
        expect(await site.visit("/?baca=../../data/simpanan/db.txt")).toBe("200 isi: 'rahasia'");

        // another customer's file: out of reach for the programme, and for a link in the folder
        mkdirSync(aapanel.resolve("/www/wwwroot/tetangga"));
        writeFileSync(aapanel.resolve("/www/wwwroot/tetangga/rahasia.txt"), "milik tetangga");
        expect(await site.visit("/?baca=/www/wwwroot/tetangga/rahasia.txt")).toBe("200 isi: false");
        symlinkSync(
          aapanel.resolve("/www/wwwroot/tetangga/rahasia.txt"),
          path.join(home, "data/uploads/link.txt"),
        );
        expect(await status("/uploads/link.txt")).toBe("403");

        // a PHP that does not answer: the release that cannot be seen to run does not stay
        await stopPhp();
        const failing = await site.request(releaseOf(11));
        expect(await site.run(failing, { probeMs: 300, extractionMs: 1_500 })).toEqual({ outcome: "failed" });
        expect(await site.failure(failing)).toEqual(["probing", "probe-mismatch"]);
        expect(await site.panel.runPath(await site.panelSiteId())).toBe(`/releases/${deployed[9]}`);
        expect(readFileSync(path.join(home, "data/uploads/hitung.txt"), "utf8")).toBe("12");
      } finally {
        await stop();
      }
    },
  );
});

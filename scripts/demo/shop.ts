import fs from "node:fs";
import path from "node:path";
import { connect, type Db } from "#db/client.ts";
import { migrate } from "#db/migrate.ts";
import { seed } from "#db/seed.ts";
import { buildOnce } from "../build.ts";
import { freePort } from "../ports.ts";
import { startPostgres } from "../postgres/embedded.ts";
import { answering, type Running, startScript } from "../processes.ts";
import { startAapanelSandbox } from "../sandbox/aapanel/server.ts";
import { createAuthority } from "../sandbox/authority.ts";
import { startDnsSandbox } from "../sandbox/dns/server.ts";
import { type Sandboxes, sandboxEnvironment } from "../sandbox/environment.ts";
import { startIpaymuSandbox } from "../sandbox/ipaymu/server.ts";
import { startMailSandbox } from "../sandbox/mail/server.ts";
import { anyPorts, choosePorts, type Ports } from "./ports.ts";

export type Shop = Sandboxes & {
  appUrl: string;
  ports: Ports;
  databaseUrl: string;
  env: NodeJS.ProcessEnv;
  folder: string;
  web: Running;
  worker: Running;
  stop(): Promise<void>;
};

type Options = {
  /** Everything the shop remembers lives below this folder. */
  folder: string;
  /** Used instead of the embedded PostgreSQL. */
  databaseUrl?: string | undefined;
  say?: (line: string) => void;
  /** For short-lived shops: no care for power cuts. */
  fast?: boolean;
  /** Any free ports instead of the usual ones: for shops that run beside each other. */
  beside?: boolean;
};

/** Starts a whole shop on this machine: database, gateway, panel, inbox, web and worker. Stops what it started if a part fails. */
export async function startShop({
  folder,
  databaseUrl,
  say = () => {},
  fast = false,
  beside = false,
}: Options): Promise<Shop> {
  const started: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const end of started.splice(0).reverse()) await end();
  };
  try {
    stopLeftOvers(folder);
    const ports = beside ? await anyPorts() : await choosePorts(folder);
    const building = buildOnce();
    building.catch(() => {});

    let url = databaseUrl;
    if (!url) {
      const postgres = await startPostgres({
        folder: path.join(folder, "postgres"),
        port: ports.postgres,
        fast,
      });
      started.push(postgres.stop);
      url = postgres.url;
    }
    await migrate(url);
    await withDatabase(url, (db) => seed(db));
    say("database ready");

    const ipaymu = await startIpaymuSandbox({
      port: ports.payment,
      stateFile: path.join(folder, "payments.json"),
    });
    started.push(ipaymu.stop);
    const authority = createAuthority();
    const aapanel = await startAapanelSandbox({
      root: path.join(folder, "panel"),
      panelPort: ports.panel,
      webPort: ports.sites,
      tlsPort: ports.tls,
      ftpPort: ports.ftp,
      issueCertificate: (names) => authority.issue(names),
      // The key that .env.example names, so that a process started by hand beside the demo can call this panel.
      apiKey: "0".repeat(32),
    });
    started.push(aapanel.stop);
    const mail = await startMailSandbox({
      smtpPort: ports.smtp,
      httpPort: ports.inbox,
      stateFile: path.join(folder, "mail.json"),
    });
    started.push(mail.stop);
    // Every name leads to this machine, except those that begin with `belum-`.
    const dns = await startDnsSandbox({ port: ports.names, fallback: "127.0.0.1" });
    started.push(dns.stop);
    // Only this shop's processes believe the authority of this start.
    const authorityFile = path.join(folder, "authority.pem");
    fs.writeFileSync(authorityFile, authority.certificate);
    await withDatabase(url, (db) => keepServerAddress(db, aapanel));
    say("payment page, panel and inbox ready");

    say((await building) === "built" ? "app built" : "build is fresh");
    // The build took its time; somebody else may have come to this port meanwhile.
    ports.app = await freePort(ports.app);
    const appUrl = `http://localhost:${ports.app}`;
    const env = shopEnvironment({ ports, url, folder, ipaymu, aapanel, mail, dns, authorityFile });
    const worker = startScript("worker.ts", { env, logFile: path.join(folder, "worker.log") });
    started.push(worker.stop);
    const web = startScript("server.ts", { env, logFile: path.join(folder, "web.log") });
    started.push(web.stop);
    rememberProcesses(folder, [web, worker]);
    await answering(`${appUrl}/ready`, web);
    return { appUrl, ports, databaseUrl: url, env, folder, ipaymu, aapanel, mail, dns, web, worker, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

type Parts = Sandboxes & { ports: Ports; url: string; folder: string; authorityFile: string };

function shopEnvironment({ ports, url, folder, authorityFile, ...sandboxes }: Parts): NodeJS.ProcessEnv {
  return {
    ...process.env,
    NODE_ENV: "development",
    APP_URL: `http://localhost:${ports.app}`,
    PORT: String(ports.app),
    DATABASE_URL: url,
    ...sandboxEnvironment(sandboxes),
    NODE_EXTRA_CA_CERTS: authorityFile,
    SITES_DOMAIN: `localhost:${ports.sites}`,
    UPLOADS_URL: `file:${path.join(folder, "uploads")}`,
  };
}

async function withDatabase(
  url: string,
  work: (db: ReturnType<typeof connect>) => Promise<unknown>,
): Promise<void> {
  const db = connect(url, { max: 2 });
  await work(db).finally(() => db.destroy());
}

/** The worker copies the server from its environment once; a later start may have had to take other ports. */
async function keepServerAddress(db: Db, aapanel: Shop["aapanel"]): Promise<void> {
  const { panelUrl, ftpHost, ftpPort, webAddress, tlsAddress } = aapanel;
  await db
    .updateTable("servers")
    .set({
      panel_url: panelUrl,
      ftp_host: ftpHost,
      ftp_port: ftpPort,
      web_address: webAddress,
      tls_address: tlsAddress,
    })
    .execute();
}

const noteOf = (folder: string) => path.join(folder, "processes.json");

function rememberProcesses(folder: string, running: Running[]): void {
  fs.writeFileSync(noteOf(folder), JSON.stringify(running.map(({ child }) => child.pid)));
}

/** A start killed the hard way leaves its web and worker behind; they hold the ports. */
function stopLeftOvers(folder: string): void {
  if (!fs.existsSync(noteOf(folder))) return;
  const ids: number[] = JSON.parse(fs.readFileSync(noteOf(folder), "utf8"));
  for (const id of ids) {
    if (!isOurs(id)) continue;
    process.kill(id, "SIGKILL");
  }
  fs.rmSync(noteOf(folder));
}

/** The number may belong to somebody else's process by now; only where that can be seen is it trusted. */
function isOurs(id: number): boolean {
  try {
    return fs.readFileSync(`/proc/${id}/cmdline`, "utf8").includes(path.join("scripts", ""));
  } catch {
    return false;
  }
}

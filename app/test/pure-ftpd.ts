import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { findProgram, freePorts, startProgram } from "./programs.ts";

/** A certificate such as a panel makes for itself; it guards nothing but tests. */
export const selfSigned = {
  cert: `-----BEGIN CERTIFICATE-----
MIIBdjCCAR2gAwIBAgIUG943BmrJ47dN7O5kVfDqO8GM+3MwCgYIKoZIzj0EAwIw
EDEOMAwGA1UEAwwFcGFuZWwwIBcNMjYxMTIyMTU0MzEzWhgPMjEyNjEwMjkxNTQz
MTNaMBAxDjAMBgNVBAMMBXBhbmVsMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE
1OtARg412KIJPmUMxec69R7V04xIJASH3DI0GjSx7SXEneVRqoEmp2Ybfx5ztw6K
jN397H85u478Hk+003+3KqNTMFEwHQYDVR0OBBYEFIWT0YWlOyVWtLVu3PU+9+/H
po/pMB8GA1UdIwQYMBaAFIWT0YWlOyVWtLVu3PU+9+/Hpo/pMA8GA1UdEwEB/wQF
MAMBAf8wCgYIKoZIzj0EAwIDRwAwRAIgcdFzdvHzMQZBKL90uzeeZDc9u89sRqF5
N+v5pUdkWGMCIDhl2H0YStln8WMh+vh00OU40IswDvnlDVSUPEHd2MkD
-----END CERTIFICATE-----`,
  key: `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgbuzAiAiu2952qdcc
WIbZjld1Mr8t9OD10V6xZnkK8gehRANCAATU60BGDjXYogk+ZQzF5zr1HtXTjEgk
BIfcMjQaNLHtJcSd5VGqgSanZht/HnO3DoqM3f3sfzm7jvweT7TTf7cq
-----END PRIVATE KEY-----`,
};

/** "Rahasia123" as MD5-crypt has it: pure-pw's own hashes take a second of work for each log-in. */
const HASH = "$1$lumi$uixDeUhWqkVMQsVQiqFmx/";

/** What the panel's FTP server is made of: pure-ftpd with one virtual user, shut into its home, and passive ports. */
export async function startPureFtpd(folder: string, { tls }: { tls: boolean }) {
  const at = (name: string) => path.join(folder, name);
  const [user, password] = ["toko", "Rahasia123"];
  const home = at("home");
  fs.mkdirSync(home, { recursive: true });
  // the home is the web server's, and its user must be able to walk there
  for (let up = folder; up.startsWith(`${path.dirname(folder)}/`); up = path.dirname(up))
    fs.chmodSync(up, 0o755);
  fs.chownSync(home, 33, 33);
  fs.writeFileSync(at("certificate.pem"), `${selfSigned.key}\n${selfSigned.cert}\n`, { mode: 0o600 });
  const account = [user, HASH, "33", "33", "", `${home}/./`, ...Array(12).fill("")].join(":");
  fs.writeFileSync(at("passwd"), `${account}\n`);
  execFileSync(findProgram("pure-pw") ?? "pure-pw", ["mkdb", at("users.pdb"), "-f", at("passwd")]);
  const passive = 20;
  const port = await freePorts(passive);
  const args = ["-4", "-E", "-A", "-H", "-D", "-u", "1", "-S", `127.0.0.1,${port}`];
  args.push("-p", `${port + 1}:${port + passive}`, "-l", `puredb:${at("users.pdb")}`, "-g", at("pid"));
  args.push("-Y", tls ? "2" : "0", "-2", at("certificate.pem"), "-T", "8000:8000");
  const { child, stop } = await startProgram("pure-ftpd", args, port);
  return {
    address: { host: "127.0.0.1", port, tls, user, password },
    fileAt: (name: string) => fs.readFileSync(path.join(home, name)),
    home,
    stop,
    /** Ends every session as a restart would: each is a process of its own. */
    cut() {
      const children = execFileSync("ps", ["-o", "pid=", "--ppid", String(child.pid)], { encoding: "utf8" });
      for (const pid of children.split("\n").filter((line) => line.trim()))
        process.kill(Number(pid), "SIGKILL");
    },
  };
}

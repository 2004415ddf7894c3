import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { findProgram, freePorts, startProgram } from "./programs.ts";

/**
 * A real nginx with one site, configured as the panel does it: one folder, hidden files refused. `serve` writes
 * another folder into the configuration and reloads, as the panel's switch of the run path does.
 */
export async function startNginx(folder: string, root: string) {
  const at = (name: string) => path.join(folder, name);
  fs.mkdirSync(folder, { recursive: true });
  const port = await freePorts(0);
  const write = (served: string) => fs.writeFileSync(at("nginx.conf"), configuration(folder, port, served));
  write(root);
  const base = ["-p", folder, "-c", at("nginx.conf"), "-e", at("error.log")];
  const { stop } = await startProgram("nginx", [...base, "-g", "daemon off;"], port);
  return {
    port,
    stop,
    serve(served: string) {
      write(served);
      execFileSync(findProgram("nginx") ?? "nginx", [...base, "-s", "reload"], { stdio: "ignore" });
    },
  };
}

function configuration(folder: string, port: number, root: string): string {
  // only root may choose another user; nginx then takes one that cannot read a private folder
  const user = process.getuid?.() === 0 ? "user root;" : "";
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join("\n  ");
  return `${user}
worker_processes 2;
pid ${folder}/nginx.pid;
events { worker_connections 512; }
http {
  ${temporary}
  access_log off;
  types { text/html html htm; text/css css; }
  default_type application/octet-stream;
  keepalive_requests 100000;
  server {
    listen 127.0.0.1:${port};
    server_name _;
    root "${root}";
    index index.php index.html index.htm;
    location ~ ^/(\\.user\\.ini|\\.htaccess|\\.git|\\.svn|\\.project|LICENSE|README\\.md) { return 404; }
    location ~ /\\.(?!well-known/) { return 404; }
  }
}
`;
}

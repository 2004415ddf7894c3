import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { type AapanelSandbox, startAapanelSandbox } from "#scripts/sandbox/aapanel/server.ts";
import { findProgram, freePorts, startProgram } from "./programs.ts";

/**
 * The stand-in of the panel with a real nginx and a real PHP in front of its files. nginx reads what the panel would
 * write: each vhost with its run path, its PHP and its rewrite file. PHP is shut into the panel's disk, so that paths
 * inside it, `.user.ini`'s among them, are the panel's own.
 */
export async function startPanelWithNginx(folder: string) {
  const disk = path.join(folder, "panel", "disk");
  const at = (name: string) => path.join(folder, "nginx", name);
  fs.mkdirSync(at(""), { recursive: true });
  fs.mkdirSync(path.join(disk, "tmp"), { recursive: true });
  const [port, phpPort] = [await freePorts(0), await freePorts(0)];
  const write = (vhosts: string) => fs.writeFileSync(at("nginx.conf"), around(at(""), port, vhosts));
  write("");
  const base = ["-p", at(""), "-c", at("nginx.conf"), "-e", at("error.log")];
  const nginx = await startProgram("nginx", [...base, "-g", "daemon off;"], port);
  const php = await startPhp(at(""), disk, phpPort);
  let sandbox: AapanelSandbox | null = null;
  sandbox = await startAapanelSandbox({
    root: path.join(folder, "panel"),
    onReload: () => {
      if (!sandbox) return;
      write(vhostsOf(sandbox, { port, phpPort }));
      execFileSync(findProgram("nginx") ?? "nginx", [...base, "-s", "reload"], { stdio: "ignore" });
    },
  });
  const { stop } = sandbox;
  return {
    aapanel: { ...sandbox, webAddress: `127.0.0.1:${port}` },
    stopPhp: php.stop,
    async stop() {
      await Promise.all([stop(), nginx.stop(), php.stop()]);
    },
  };
}

async function startPhp(folder: string, disk: string, port: number) {
  const file = path.join(folder, "php-fpm.conf");
  fs.writeFileSync(
    file,
    `[global]
error_log = ${folder}/php-fpm.log
pid = ${folder}/php-fpm.pid
[www]
user = root
group = root
listen = 127.0.0.1:${port}
chroot = ${disk}
pm = static
pm.max_children = 2
`,
  );
  return startProgram("php-fpm", ["-n", "-F", "-R", "-y", file], port);
}

type Ports = { port: number; phpPort: number };

/** As the panel's own files: root, `enable-php-XX.conf`, the rewrite file, hidden files refused (read in aaPanel 8.10). */
function vhostsOf(sandbox: AapanelSandbox, { port, phpPort }: Ports): string {
  const { vhosts, sites } = sandbox.state();
  return Object.values(vhosts)
    .map(({ name, root, domains }) => {
      const isPhp = sites.some((site) => site.name === name && site.php !== "00");
      const rewrite = fs.readFileSync(
        sandbox.resolve(`/www/server/panel/vhost/rewrite/${name}.conf`),
        "utf8",
      );
      return `server {
    listen 127.0.0.1:${port};
    server_name ${domains.join(" ")};
    index index.php index.html index.htm;
    root ${sandbox.resolve(root)};
    ${isPhp ? enablePhp(root, phpPort) : ""}
    ${rewrite.replaceAll("/www/wwwroot", sandbox.resolve("/www/wwwroot"))}
    location ~ ^/(\\.user\\.ini|\\.htaccess|\\.git|\\.svn|\\.project|LICENSE|README\\.md) { return 404; }
    location ~ /\\.(?!well-known/) { return 404; }
    location ~ .*\\.(gif|jpg|jpeg|png|bmp|swf)$ { expires 30d; }
    location ~ .*\\.(js|css)?$ { expires 12h; }
  }`;
    })
    .join("\n");
}

function enablePhp(root: string, port: number): string {
  return `location ~ [^/]\\.php(/|$) {
      try_files $uri =404;
      fastcgi_pass 127.0.0.1:${port};
      fastcgi_index index.php;
      fastcgi_param SCRIPT_FILENAME ${root}$fastcgi_script_name;
      fastcgi_param DOCUMENT_ROOT ${root};
      fastcgi_param SCRIPT_NAME $fastcgi_script_name;
      fastcgi_param REQUEST_METHOD $request_method;
      fastcgi_param REQUEST_URI $request_uri;
      fastcgi_param QUERY_STRING $query_string;
      fastcgi_param SERVER_PROTOCOL $server_protocol;
      fastcgi_param GATEWAY_INTERFACE CGI/1.1;
    }`;
}

function around(folder: string, port: number, vhosts: string): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    .map((name) => `${name}_temp_path ${folder}/${name};`)
    .join("\n  ");
  return `user root;
worker_processes 2;
pid ${folder}/nginx.pid;
events { worker_connections 512; }
http {
  ${temporary}
  access_log off;
  types { text/html html htm; text/css css; text/plain txt; }
  default_type application/octet-stream;
  server { listen 127.0.0.1:${port} default_server; return 404; }
  ${vhosts}
}
`;
}

import { clean, makeFolders } from "./disk.ts";
import { say, sayFtpExists } from "./messages.ts";
import { type Action, done, type Panel, type Params, pause, refuse } from "./panel.ts";
import { type FtpUser, nextId, panelTime } from "./state.ts";

const systemFolders = [
  "/",
  "/www",
  "/root",
  "/etc",
  "/home",
  "/tmp",
  "/usr",
  "/var",
  "/www/server",
  "/www/wwwlogs",
];

export const ftpActions: Record<string, Action> = { AddUser, DeleteUser, SetUserPassword, SetStatus };

type NewUser = { username: string; password: string; path: string; ps: string | undefined; pid: number };

/** The panel's rules, then pure-ftpd, then the panel's table: without `ps` it stops between the two. */
export async function addFtpUser(panel: Panel, user: NewUser) {
  const { state, flavour } = panel;
  const { username, password } = user;
  const refuse501 = (msg: string) => ({ status: false, code: 501, msg });
  if (username.length < 3) return refuse501(say(flavour, "ftpShort"));
  if (!/^[\p{L}\p{N}_]+$/u.test(username)) return refuse501(say(flavour, "ftpName"));
  if (password.length < 6) return refuse(panel, "ftpPassword");
  const home = clean(user.path.trim());
  if (systemFolders.includes(home)) return refuse501(say(flavour, "ftpFolder"));
  const exists = state.ftps.some((other) => other.name === username);
  await pause(10);
  if (exists) return { status: false, msg: sayFtpExists(flavour, username) };

  await makeFolders(panel.disk, home);
  state.logins = state.logins.filter((login) => login.name !== username);
  state.logins.push({ name: username, password: throughShell(password), home, refused: false });
  if (user.ps === undefined) {
    panel.save();
    return refuse(panel, "ftpFailed");
  }
  state.ftps.push({
    id: nextId(state),
    pid: user.pid,
    name: username,
    password,
    path: home,
    status: "1",
    ps: user.ps,
    addtime: panelTime(),
  });
  panel.save();
  return done(panel, "ftpAdded");
}

export function removeFtpUser(panel: Panel, user: FtpUser): void {
  const { state } = panel;
  state.ftps = state.ftps.filter((other) => other !== user);
  state.logins = state.logins.filter((login) => login.name !== user.name);
}

/** Passwords are pasted into a root shell, which expands `$`, backticks and backslashes. */
function throughShell(password: string): string {
  return password
    .replace(/`[^`]*`/g, "")
    .replace(/\$\([^)]*\)|\$\w*/g, "")
    .replace(/\\(.)/g, "$1");
}

function AddUser(panel: Panel, params: Params) {
  return addFtpUser(panel, {
    username: params.need("ftp_username").trim(),
    password: params.need("ftp_password").trim(),
    path: params.need("path"),
    ps: params.get("ps"),
    pid: Number(params.get("pid") ?? 0),
  });
}

function DeleteUser(panel: Panel, params: Params) {
  const user = findUser(panel, params.need("id"), params.need("username"));
  if (!user) return refuse(panel, "ftpDeleteFailed");
  removeFtpUser(panel, user);
  panel.save();
  return done(panel, "ftpDeleted");
}

function SetUserPassword(panel: Panel, params: Params) {
  const password = params.need("new_password");
  const user = findUser(panel, params.need("id"), params.need("ftp_username"));
  if (password.length < 6) return refuse(panel, "ftpPassword");
  if (!user) return refuse(panel, "ftpDeleteFailed");
  user.password = password;
  const login = panel.state.logins.find((one) => one.name === user.name);
  if (login) login.password = throughShell(password);
  panel.save();
  return done(panel, "set");
}

/** Refuses new log-ins at once; sessions already open stay usable. */
function SetStatus(panel: Panel, params: Params) {
  const status = params.need("status") === "0" ? "0" : "1";
  const user = findUser(panel, params.need("id"), params.need("username"));
  if (!user) return refuse(panel, "ftpDeleteFailed");
  user.status = status;
  const login = panel.state.logins.find((one) => one.name === user.name);
  if (login) login.refused = status === "0";
  panel.save();
  return done(panel, "set");
}

function findUser(panel: Panel, id: string, name: string): FtpUser | undefined {
  return panel.state.ftps.find((user) => String(user.id) === id && user.name === name);
}

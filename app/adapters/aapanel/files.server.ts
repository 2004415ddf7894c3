import {
  Access,
  FileFacts,
  FileText,
  Folder,
  mustBeDone,
  outcomeOf,
  PathSize,
  RecycleBin,
  readAs,
  Tasks,
} from "./answers.ts";
import { PanelRefused } from "./errors.ts";
import type { HostingPanel } from "./hosting-panel.ts";
import type { Call } from "./transport.server.ts";

const write = { timeoutMs: 60_000, isRead: false };
const extraction = { timeoutMs: 600_000, isRead: false };
const listedRows = 2_000;

/** The panel's file manager runs as root and puts paths into a shell: only the plainest ones are let through. */
export function fileCalls(call: Call) {
  const folderSize = async (path: string) => {
    const answer = await call("/files", "get_path_size", { path: safe(path) }, { timeoutMs: 120_000 });
    return readAs(PathSize, answer, "get_path_size").size;
  };
  const exists = async (path: string) => {
    const answer = await call("/files", "upload_file_exists", { filename: safe(path) });
    const facts = FileFacts.safeParse(answer);
    return facts.success ? facts.data.msg : null;
  };
  return {
    async extract(archive, into) {
      const params = { sfile: safe(archive), dfile: safe(into), type: "zip", coding: "UTF-8", password: "" };
      mustBeDone(await call("/files", "UnZip", params, extraction), "UnZip");
      // "Done" and "queued" differ only in a translated text: the queue itself is asked.
      return (await waitingExtractions()).includes(archive) ? "queued" : "done";
    },
    waitingExtractions,
    folderSize,
    async fileSize(path) {
      const facts = await exists(path);
      return facts?.isfile ? facts.size : null;
    },
    async createFolder(path) {
      const outcome = outcomeOf(await call("/files", "CreateDir", { path: safe(path) }, write));
      if (!outcome?.ok && !(await exists(path)))
        throw new PanelRefused(`CreateDir: ${outcome?.text ?? "no outcome"}`);
    },
    async deleteFolder(path) {
      if (await exists(path)) {
        const outcome = outcomeOf(await call("/files", "DeleteDir", { path: safe(path) }, write));
        if (await exists(path)) throw new PanelRefused(`DeleteDir: ${outcome?.text ?? "no outcome"}`);
      }
      const bin = readAs(RecycleBin, await call("/files", "Get_Recycle_bin"), "Get_Recycle_bin");
      for (const { rname } of bin.filter((item) => item.dname === path)) {
        mustBeDone(await call("/files", "Del_Recycle_bin", { path: rname }, write), "Del_Recycle_bin");
      }
    },
    async copyFolder(from, to) {
      const params = { sfile: safe(from), dfile: safe(to) };
      mustBeDone(await call("/files", "CopyDir", params, extraction), "CopyDir");
    },
    async copyFile(from, to) {
      const params = { sfile: safe(from), dfile: safe(to) };
      mustBeDone(await call("/files", "CopyFile", params, write), "CopyFile");
    },
    async listFolder(path) {
      const params = { path: safe(path), p: "1", showRow: String(listedRows) };
      const folder = readAs(Folder, await call("/files", "GetDirNew", params), "GetDirNew");
      // A missing folder is answered with the listing of another one.
      if (folder.path.replace(/\/$/, "") !== path) return null;
      const of = (isFolder: boolean) => (entry: (typeof folder.dir)[number]) => ({
        name: entry.nm,
        isFolder,
        isLink: Boolean(entry.lnk),
        size: entry.sz,
      });
      return [...folder.dir.map(of(true)), ...folder.files.map(of(false))];
    },
    async writeText(path, text) {
      // Saving needs a file that exists; making one that exists is refused.
      if (!(await exists(path))) {
        mustBeDone(await call("/files", "CreateFile", { path: safe(path) }, write), "CreateFile");
      }
      const params = { path: safe(path), data: text, encoding: "utf-8" };
      mustBeDone(await call("/files", "SaveFileBody", params, write), "SaveFileBody");
    },
    async readText(path) {
      if (!(await exists(path))?.isfile) return null;
      return readAs(FileText, await call("/files", "GetFileBody", { path: safe(path) }), "GetFileBody").data;
    },
    async accessOf(path) {
      const answer = await call("/files", "GetFileAccess", { filename: safe(path) });
      const { chown, chmod } = readAs(Access, answer, "GetFileAccess");
      return { owner: chown, mode: chmod };
    },
    async setAccess(path, mode) {
      const params = { filename: safe(path), user: "www", access: mode, all: "True" };
      mustBeDone(
        await call("/files", "SetFileAccess", params, { ...write, timeoutMs: 120_000 }),
        "SetFileAccess",
      );
    },
  } satisfies Partial<HostingPanel>;

  async function waitingExtractions() {
    const tasks = readAs(Tasks, await call("/task", "get_task_lists", { status: "-3" }), "get_task_lists");
    return tasks.filter((task) => task.type === "2" && task.status !== 1).map((task) => task.shell);
  }
}

function safe(path: string): string {
  if (!/^\/[A-Za-z0-9._/-]+$/.test(path) || path.split("/").includes("..") || path.includes("./")) {
    throw new PanelRefused(`Not a path we ever ask for: ${JSON.stringify(path)}`);
  }
  return path;
}

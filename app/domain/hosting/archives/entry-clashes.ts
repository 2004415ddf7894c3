import { ArchiveRefused } from "./archives.ts";

/** Refuses the same file twice, and a file where a folder is: the second would silently win. */
export function watchPaths() {
  const files = new Set<string>();
  const folders = new Set<string>();
  return function add({
    path: sent,
    name,
    isFolder,
  }: {
    path: string;
    name: string;
    isFolder: boolean;
  }): void {
    // the two forms of one accented letter look the same, and other systems take them for the same name
    const path = sent.normalize("NFC");
    if (isFolder) {
      if (files.has(path)) throw new ArchiveRefused("name-conflict", name);
      if (path) addFolders(path);
      return;
    }
    if (files.has(path)) throw new ArchiveRefused("duplicate", name);
    if (folders.has(path)) throw new ArchiveRefused("name-conflict", name);
    files.add(path);
    const parent = path.slice(0, Math.max(0, path.lastIndexOf("/")));
    if (parent) addFolders(parent, name);
  };

  function addFolders(path: string, name = path): void {
    for (
      let folder = path;
      folder && !folders.has(folder);
      folder = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))
    ) {
      if (files.has(folder)) throw new ArchiveRefused("name-conflict", name);
      folders.add(folder);
    }
  }
}

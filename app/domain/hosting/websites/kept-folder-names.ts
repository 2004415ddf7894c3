/** How many folders of one site are kept. */
export const mostKeptFolders = 10;

/** Where they lie on the server, below the site's own folder. */
export const KEPT_FOLDERS = "/data";

const NAME = /^[a-z0-9][a-z0-9_-]{0,39}$/;

/** Whether a folder may be kept under this name: it stands in addresses, in paths and in nginx's configuration. */
export function isFolderName(name: string): boolean {
  return NAME.test(name);
}

/** Whether a path inside a release lies under one of these names: the kept folder answers there, not the release. */
export function isKept(path: string, names: readonly string[]): boolean {
  return names.some((name) => path === name || path.startsWith(`${name}/`));
}

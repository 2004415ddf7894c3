/** The address a visitor types for a site. Where free addresses carry a port (`localhost:8080`), every site of ours does. */
export function siteUrl(host: string, sitesDomain: string): string {
  const port = /:\d+$/.exec(sitesDomain)?.[0] ?? "";
  return `http://${host}${port}/`;
}

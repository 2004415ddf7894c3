/** The address a visitor types for a site. Where free addresses carry a port (`localhost:8080`), every site of ours does. */
export function siteUrl(host: string, sitesDomain: string, isHttps = false): string {
  const port = /:\d+$/.exec(sitesDomain)?.[0] ?? "";
  // Beside a port of their own, sites answer over TLS at yet another one, which nobody types.
  return `${isHttps && !port ? "https" : "http"}://${host}${port}/`;
}

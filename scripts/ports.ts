import net from "node:net";

/** A free loopback port: the wanted one, else the next free one after it; without a wish, any. */
export async function freePort(wanted = 0): Promise<number> {
  for (let port = wanted; ; port++) {
    // A server on every address and one on loopback can share a number without either noticing: ask for both.
    const found = (await tryPort(port)) && (await tryPort(port, "127.0.0.1"));
    if (found) return found;
    if (port - wanted > 200) throw new Error(`No free port from ${wanted} on`);
  }
}

function tryPort(port: number, host?: string): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(undefined));
    server.listen({ port, host }, () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : undefined));
    });
  });
}

import net from "node:net";

/** A free loopback port: the wanted one, else the next free one after it; without a wish, any. */
export async function freePort(wanted = 0): Promise<number> {
  for (let port = wanted; ; port++) {
    const found = await tryPort(port);
    if (found) return found;
    if (port - wanted > 200) throw new Error(`No free port from ${wanted} on`);
  }
}

function tryPort(port: number): Promise<number | undefined> {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(undefined));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address ? address.port : undefined));
    });
  });
}

import autocannon from "autocannon";

type Aim = {
  url: string;
  connections: number;
  seconds: number;
  headers?: Record<string, string>;
};
export type Load = { perSecond: number; p50: number; p99: number };

/** Asks for one page over and over. Throws unless every answer was a success. */
export async function load({ url, connections, seconds, headers = {} }: Aim): Promise<Load> {
  const result = await autocannon({ url, connections, duration: seconds, headers });
  const failed = result.errors + result.timeouts + result.non2xx;
  if (failed > 0) throw new Error(`${failed} of the answers from ${url} were no success`);
  return { perSecond: result.requests.average, p50: result.latency.p50, p99: result.latency.p99 };
}

/** The same after a while of running in, in which nothing is counted. */
export async function warmLoad(aim: Aim): Promise<Load> {
  await load({ ...aim, seconds: 3 });
  return load(aim);
}

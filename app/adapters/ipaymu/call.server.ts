import { z } from "zod";
import { type Fields, requestText, signRequest } from "./signature.server.ts";

type Trouble = "unreachable" | "refused" | "unreadable";

/** The gateway did not answer, said no, or answered what nobody can read. Only `refused` surely did no work. */
export class GatewayError extends Error {
  override name = "GatewayError";
  readonly trouble: Trouble;
  /** The vendor's own words of a refusal; empty when it had none. */
  readonly said: string;
  constructor(
    trouble: Trouble,
    message: string,
    { said = "", ...options }: ErrorOptions & { said?: string } = {},
  ) {
    super(message, options);
    this.trouble = trouble;
    this.said = said;
  }
}

export type CallConfig = { baseUrl: string; va: string; apiKey: string; now: () => Date; timeoutMs: number };

/** One signed request; gives `Data`, or null for a status in `none`. */
export function caller({ baseUrl, va, apiKey, now, timeoutMs }: CallConfig) {
  return async (
    method: "GET" | "POST",
    path: string,
    fields: Fields,
    none: number[] = [],
  ): Promise<unknown> => {
    const text = requestText(fields);
    const init: RequestInit = {
      method,
      ...(method === "POST" && { body: text }),
      headers: {
        "content-type": "application/json",
        accept: "application/json",
        va,
        signature: signRequest(method, text, { va, apiKey }),
        timestamp: wibDigits(now()),
      },
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    };
    const [status, body] = await fetch(new URL(path, baseUrl), init)
      .then(async (response) => [response.status, await response.text()] as const)
      .catch((cause: unknown) => {
        throw new GatewayError("unreachable", `iPaymu did not answer ${path}`, { cause });
      });
    const answer = Envelope.safeParse(json(body));
    if (!answer.success) {
      const trouble = status >= 500 ? "unreachable" : "unreadable";
      throw new GatewayError(trouble, `iPaymu answered ${status} to ${path}, unreadably`);
    }
    // The envelope's Status is the call's, never the transaction's.
    const told = status === 200 ? answer.data.Status : status;
    if (none.includes(told)) return null;
    if (told === 200) return answer.data.Data;
    const trouble = told >= 500 ? "unreachable" : "refused";
    const said = answer.data.Message ?? "";
    throw new GatewayError(trouble, `iPaymu answered ${told} to ${path}: ${said || "no reason"}`, { said });
  };
}

/** The answer in the shape expected, or an `unreadable` error naming what differs. */
export function read<T extends z.ZodType>(schema: T, data: unknown, path: string): z.output<T> {
  const result = schema.safeParse(data);
  if (result.success) return result.data;
  const where = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("; ");
  throw new GatewayError("unreadable", `iPaymu's answer to ${path} has another shape (${where})`);
}

const Envelope = z.object({ Status: z.coerce.number(), Message: z.string().nullish(), Data: z.unknown() });

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** `20261122170501`: the header is required by the documents and signed by nobody. */
function wibDigits(moment: Date): string {
  const wib = new Date(moment.getTime() + 7 * 3_600_000);
  return wib.toISOString().slice(0, 19).replace(/\D/g, "");
}

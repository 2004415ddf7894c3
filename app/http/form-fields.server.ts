import { data } from "@remix-run/node";
import type { z } from "zod";
import { minutesOf } from "./account-fields.ts";

/** What a refused form shows again: what is wrong with each field (`""` is the form), and what was typed. */
export type FormReply = { errors: Record<string, string[]>; values: Record<string, string> };

export type Read<T> = { isRight: true; value: T } | { isRight: false; reply: FormReply };

/**
 * Checks a form against its schema. Only the schema's own fields are looked at; one that is repeated is refused as a
 * list by the schema's own sentence. Fields named in `secret` are never given back.
 */
export function readFields<Shape extends z.ZodRawShape>(
  form: FormData,
  schema: z.ZodObject<Shape>,
  { secret = [] }: { secret?: readonly string[] } = {},
): Read<z.output<z.ZodObject<Shape>>> {
  const names = Object.keys(schema.shape);
  const given = Object.fromEntries(
    names.map((name) => {
      const all = form.getAll(name);
      return [name, all.length > 1 ? all : all[0]];
    }),
  );
  const result = schema.safeParse(given);
  if (result.success) return { isRight: true, value: result.data };
  return {
    isRight: false,
    reply: {
      errors: sentences(result.error),
      values: valuesOf(
        form,
        names.filter((name) => !secret.includes(name)),
      ),
    },
  };
}

/** What was typed in these fields, to fill the form again. */
export function valuesOf(form: FormData, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => {
      const [value, ...more] = form.getAll(name);
      return typeof value === "string" && more.length === 0 ? [[name, value]] : [];
    }),
  );
}

/** Answers a form that was refused: 400 unless told, and how long to wait when that is the reason. */
export function refuseForm<Reply extends FormReply = FormReply>(
  reply: NoInfer<Reply>,
  { status = 400, retryAfter }: { status?: number; retryAfter?: number } = {},
) {
  return data(reply, {
    status,
    headers: retryAfter === undefined ? {} : { "retry-after": String(retryAfter) },
  });
}

/** Answers a form that was sent too often; `sentence` is told in how many minutes it may be sent again. */
export function refuseTooMany(
  sentence: (minutes: number) => string,
  { retryAfterSeconds }: { retryAfterSeconds: number },
  values: FormReply["values"] = {},
) {
  const errors = { "": [sentence(minutesOf(retryAfterSeconds))] };
  return refuseForm({ errors, values }, { status: 429, retryAfter: retryAfterSeconds });
}

/** Answers a form while more passwords are being checked than this machine can: it may be sent again at once. */
export function refuseBusy(sentence: string, values: FormReply["values"] = {}) {
  return refuseForm({ errors: { "": [sentence] }, values }, { status: 503, retryAfter: 10 });
}

/** A route's `headers`: lets the action say how long to wait. */
export function keepRetryAfter({ actionHeaders }: { actionHeaders: Headers }): Headers {
  const seconds = actionHeaders.get("retry-after");
  return new Headers(seconds === null ? {} : { "retry-after": seconds });
}

function sentences(error: z.ZodError): Record<string, string[]> {
  const found: Record<string, string[]> = {};
  for (const { path, message } of error.issues) {
    const field = String(path[0] ?? "");
    // The first thing wrong with a field is the one to mend.
    found[field] ??= [message];
  }
  return found;
}

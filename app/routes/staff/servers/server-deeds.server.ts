import type { z } from "zod";
import { lookAtServer } from "#app/domain/hosting/servers/health.server.ts";
import { setPhpAllowed } from "#app/domain/hosting/servers/php-allowed.server.ts";
import type { ShownServer } from "#app/domain/hosting/servers/server-lists.server.ts";
import {
  changeEntry,
  changeFtp,
  changeServer,
  drainServer,
  removeServer,
} from "#app/domain/hosting/servers/server-office.server.ts";
import { flash } from "#app/http/flash.server.ts";
import { textOf } from "#app/http/form-data.server.ts";
import { type FormReply, readFields, valuesOf } from "#app/http/form-fields.server.ts";
import { services } from "#app/services.server.ts";
import { changeFields, drainFields, ftpFields, keyFields, pinFields, toFtp } from "./server-fields.ts";
import { errorsOf, statusOf } from "./server-refusals.ts";
import type { ServerWords } from "./servers.words.ts";

type By = { serverId: string; staffId: string; now: Date };
type Asked = { form: FormData; t: ServerWords; server: ShownServer; by: By };
type Done =
  | { to: string; headers: { "set-cookie": string } }
  | { reply: FormReply; how?: { status?: number; retryAfter?: number } };
type Deed = { isOwners?: true; run: (asked: Asked) => Promise<Done> };

/** What staff can do with a server, by the form's intent; some of it is the owners' alone. */
export const deeds: Record<string, Deed> = {
  look: {
    async run({ t, by }) {
      const look = await lookAtServer(services, { serverId: by.serverId, byHand: true }, by.now);
      if (look.outcome === "too-many")
        return { reply: { errors: errorsOf(t, look, []), values: {} }, how: statusOf(look) };
      return back(by, look.outcome === "healthy" ? "server-healthy" : "server-unwell");
    },
  },
  change: {
    async run({ form, t, by }) {
      const fields = readFields(form, changeFields(t));
      if (!fields.isRight) return fields;
      const { outcome } = await changeServer(services.db, { ...by, ...fields.value });
      if (outcome === "name-taken") return refuse({ name: [t.nameTaken] }, { name: fields.value.name });
      return back(by);
    },
  },
  drain: {
    async run({ form, t, by }) {
      const fields = readFields(form, drainFields(t));
      if (!fields.isRight) return fields;
      await drainServer(services.db, { ...by, ...fields.value });
      return back(by);
    },
  },
  open: {
    async run({ by }) {
      await drainServer(services.db, { ...by, reason: null });
      return back(by);
    },
  },
  key: {
    isOwners: true,
    async run({ form, t, by }) {
      const fields = readFields(form, keyFields(t), { secret: ["apiKey"] });
      if (!fields.isRight) return fields;
      return enter(t, by, fields.value, keyFields(t));
    },
  },
  pin: {
    isOwners: true,
    async run({ form, t, by }) {
      const fields = readFields(form, pinFields(t));
      if (!fields.isRight) return fields;
      return enter(t, by, { fingerprint: fields.value.fingerprint }, pinFields(t));
    },
  },
  ftp: {
    isOwners: true,
    async run({ form, t, server, by }) {
      const fields = readFields(form, ftpFields(t));
      if (!fields.isRight) return fields;
      const changed = await changeFtp(services, { ...by, ftp: toFtp(fields.value, server.webAddress) });
      if (changed.outcome === "no-ftp") {
        const typed = valuesOf(form, Object.keys(ftpFields(t).shape));
        return refuse({ ftpHost: [t.ftpSilent, t.says(changed.says), t.nothingStored] }, typed);
      }
      return back(by);
    },
  },
  php: {
    isOwners: true,
    async run({ form, t, by }) {
      const isAllowed = textOf(form, "allowed") === "yes";
      if (isAllowed && textOf(form, "understood") !== "yes") return refuse({ understood: [t.phpUnread] });
      await setPhpAllowed(services.db, { ...by, isAllowed });
      return back(by);
    },
  },
  remove: {
    isOwners: true,
    async run({ form, t, by }) {
      if (textOf(form, "confirmed") !== "yes") return refuse({ confirmed: [t.removeUnconfirmed] });
      const { outcome } = await removeServer(services.db, by);
      if (outcome === "not-empty") return refuse({ "": [t.notEmpty] });
      return { to: "/staff/servers", headers: { "set-cookie": await flash("server-removed") } };
    },
  },
};

/** A new key or certificate, once the panel has let us in with it. */
async function enter(
  t: ServerWords,
  by: By,
  entry: { apiKey?: string; fingerprint?: string },
  { shape }: z.ZodObject,
): Promise<Done> {
  const changed = await changeEntry(services, { ...by, entry });
  if (changed.outcome === "refused" || changed.outcome === "too-many") {
    return {
      reply: { errors: errorsOf(t, changed, Object.keys(shape)), values: {} },
      how: statusOf(changed),
    };
  }
  return back(by);
}

function refuse(errors: FormReply["errors"], values: FormReply["values"] = {}): Done {
  return { reply: { errors, values } };
}

async function back({ serverId }: By, message = "server-saved"): Promise<Done> {
  return { to: `/staff/servers/${serverId}`, headers: { "set-cookie": await flash(message) } };
}

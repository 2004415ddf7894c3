import { updateProfile } from "#app/domain/accounts/users.server.ts";
import type { SessionUser } from "#app/http/session.server.ts";
import { services } from "#app/services.server.ts";

/** Who buys is who the account says: a corrected name or number is kept there. */
export async function keepBuyer(user: SessionUser, buyer: { name: string; phone: string | null }, now: Date) {
  if (buyer.name === user.name && buyer.phone === user.phone) return;
  await updateProfile(services.db, { userId: user.id, locale: user.locale, ...buyer }, now);
}

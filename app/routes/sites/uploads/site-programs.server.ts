import { keptFolders } from "#app/domain/hosting/websites/kept-folders.server.ts";
import { phpOffer } from "#app/domain/hosting/websites/php.server.ts";
import { services } from "#app/services.server.ts";

/** What a site does with an archive's programs and folders: whether PHP runs, where that is chosen, what it keeps. */
export async function sitePrograms(userId: string, siteId: string) {
  const { isOn, isOffered } = await phpOffer(services.db, userId, siteId);
  const kept = (await keptFolders(services.db, siteId)).map(({ name }) => name);
  return { php: { isOn, href: isOffered ? `/sites/${siteId}/php` : null }, kept };
}

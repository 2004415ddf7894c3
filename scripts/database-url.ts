/** The database that a command is meant for, or the end of the command with one sentence. */
export function databaseUrlOrExit(purpose: string): string {
  const url = process.env.DATABASE_URL;
  if (url && /^postgres(ql)?:\/\//.test(url) && URL.canParse(url)) return url;
  console.error(
    url ? "DATABASE_URL must start with postgres:// and name a server." : `Set DATABASE_URL to ${purpose}.`,
  );
  process.exit(1);
}

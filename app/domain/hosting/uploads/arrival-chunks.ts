/** The sizes a part of an archive may have, in bytes; the last one may be smaller. */
export const SMALLEST_CHUNK = 256 * 1024;
export const LARGEST_CHUNK = 8 * 1024 * 1024;

/**
 * The digits of an Indonesian tax number as people write it: 15 digits, or 16 since 2024, with the usual dots, dashes
 * and spaces. Null when it is neither.
 */
export function readNpwp(typed: string): string | null {
  const digits = typed.replace(/[\s./-]+/g, "");
  return /^\d{15,16}$/.test(digits) ? digits : null;
}

/** As it stands on papers: `12.345.678.9-012.345`, and 16 digits in groups of four. */
export function formatNpwp(digits: string): string {
  const parts = /^(\d\d)(\d{3})(\d{3})(\d)(\d{3})(\d{3})$/.exec(digits);
  if (!parts) return digits.replace(/^(\d{4})(\d{4})(\d{4})(\d{4})$/, "$1 $2 $3 $4");
  const [, office, a, b, check, branch, place] = parts;
  return `${office}.${a}.${b}.${check}-${branch}.${place}`;
}

/** `49000` → `Rp49.000`; negative amounts keep their sign in front. Whole rupiah only. */
export function formatRupiah(amount: number): string {
  const digits = Math.abs(amount)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ".");
  return `${amount < 0 ? "−" : ""}Rp${digits}`;
}

import { encode } from "uqr";

/** Four modules of white all around: without them a camera may not find the code. */
const QUIET = 4;

/** A QR code drawn on the page itself, black on white in light and dark, on screen and on paper. */
export function QrCode({ payload, label }: { payload: string; label: string }) {
  const { size, path } = drawQr(payload);
  return (
    <svg
      role="img"
      aria-label={label}
      viewBox={`0 0 ${size} ${size}`}
      shapeRendering="crispEdges"
      className="block h-auto w-full max-w-72"
    >
      <rect width={size} height={size} fill="white" />
      <path d={path} fill="black" />
    </svg>
  );
}

/** The dark modules as a path of horizontal runs, one unit a module, the quiet zone counted in `size`. */
export function drawQr(payload: string): { size: number; path: string } {
  const { size, data } = encode(payload, { ecc: "M", boostEcc: false, border: QUIET });
  const runs = data.flatMap((row, y) =>
    [
      ...row
        .map((dark) => (dark ? "#" : " "))
        .join("")
        .matchAll(/#+/g),
    ].map(({ index, 0: run }) => `M${index} ${y}h${run.length}v1h-${run.length}z`),
  );
  return { size, path: runs.join("") };
}

/** Black or white, whichever reads better on a colour `#rrggbb` (WCAG 2 relative luminance). */
export function inkOn(colour: string): "#000" | "#fff" {
  const [red, green, blue] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  const luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  return 1.05 / (luminance + 0.05) >= (luminance + 0.05) / 0.05 ? "#fff" : "#000";
}

/** The colour if it is a plain hex value, else nothing: what a page names ends up in a style. */
export function plainColour(value: string | null | undefined): string {
  const trimmed = value?.trim() ?? "";
  return /^#[0-9a-f]{6}$/i.test(trimmed) ? trimmed : "";
}

/** How far apart two colours are for somebody's eyes, and from the background. Colours are `#rrggbb`, of sRGB. */

export type Deficiency = 'protanopia' | 'deuteranopia' | 'tritanopia';

type Triple = readonly [number, number, number];
type Matrix = readonly [Triple, Triple, Triple];

/**
 * G. M. Machado, M. M. Oliveira, L. A. F. Fernandes, A Physiologically-based Model for Simulation of Color Vision
 * Deficiency (IEEE TVCG 15(6), 2009): their table of matrices, severity 1.0, for linear RGB.
 */
const machado: Readonly<Record<'protanopia' | 'deuteranopia', Matrix>> = {
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
};

/**
 * H. Brettel, F. Viénot, J. D. Mollon, Computerized simulation of color appearance for dichromats (JOSA A 14(10),
 * 1997), as libDaltonLens has it for linear sRGB: two half-planes, since Machado's model is poor for this one.
 */
const brettel = {
  normal: [0.03901, -0.02788, -0.01113] satisfies Triple,
  above: [
    [1.01277, 0.13548, -0.14826],
    [-0.01243, 0.86812, 0.14431],
    [0.07589, 0.805, 0.11911],
  ] satisfies Matrix,
  below: [
    [0.93678, 0.18979, -0.12657],
    [0.06154, 0.81526, 0.1232],
    [-0.37562, 1.12767, 0.24796],
  ] satisfies Matrix,
};

/** CIE 1976 colour difference of two colours as they look with that deficiency; null: with none. Some 2.3 are just seen. */
export function difference(a: string, b: string, deficiency: Deficiency | null): number {
  const [one, other] = [a, b].map(color => labOf(seenWith(deficiency, linear(color))));
  return Math.hypot(...one!.map((part, index) => part - other![index]!));
}

/** WCAG 2.2, contrast ratio: 1 to 21; as it looks with that deficiency. */
export function contrast(a: string, b: string, deficiency: Deficiency | null): number {
  const [one, other] = [a, b].map(color => xyzOf(seenWith(deficiency, linear(color)))[1]);
  return (Math.max(one!, other!) + 0.05) / (Math.min(one!, other!) + 0.05);
}

function seenWith(deficiency: Deficiency | null, rgb: Triple): Triple {
  if (deficiency === null) return rgb;
  const { normal, above, below } = brettel;
  const matrix = deficiency !== 'tritanopia' ? machado[deficiency] : dot(normal, rgb) >= 0 ? above : below;
  return times(matrix, rgb).map(part => Math.min(1, Math.max(0, part))) as unknown as Triple;
}

/** IEC 61966-2-1, without its gamma. */
function linear(color: string): Triple {
  const parts = [1, 3, 5].map(at => Number.parseInt(color.slice(at, at + 2), 16) / 255);
  return parts.map(part =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  ) as unknown as Triple;
}

/** CIE 1931, under D65. */
function xyzOf(rgb: Triple): Triple {
  return times(
    [
      [0.4124, 0.3576, 0.1805],
      [0.2126, 0.7152, 0.0722],
      [0.0193, 0.1192, 0.9505],
    ],
    rgb,
  );
}

function labOf(rgb: Triple): Triple {
  const [x, y, z] = xyzOf(rgb);
  const [fx, fy, fz] = [x / 0.9505, y, z / 1.089].map(part =>
    part > (6 / 29) ** 3 ? Math.cbrt(part) : part / (3 * (6 / 29) ** 2) + 4 / 29,
  ) as unknown as Triple;
  return [116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)];
}

function times(matrix: Matrix, vector: Triple): Triple {
  return [dot(matrix[0], vector), dot(matrix[1], vector), dot(matrix[2], vector)];
}

function dot(a: Triple, b: Triple): number {
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

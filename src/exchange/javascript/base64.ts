// Numbers as text and back: little-endian in base64, whatever the machine.

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** The base64 text of bytes, padded. */
export function base64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let at = 0; at < bytes.length; at += 3) {
    const [a, b = 0, c = 0] = bytes.subarray(at, at + 3);
    const word = (a! << 16) | (b << 8) | c;
    const digits = [word >> 18, (word >> 12) & 63, (word >> 6) & 63, word & 63].map((digit) => DIGITS[digit]!);
    parts.push(
      digits
        .slice(0, Math.min(3, bytes.length - at) + 1)
        .join('')
        .padEnd(4, '='),
    );
  }
  return parts.join('');
}

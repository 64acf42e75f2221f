// Bytes inside JavaScript: a printable ASCII character each, or two.
//
// gzip finds the repeated parts of the wasm in such a string, and no bundler escapes it. In base64 it finds few, since
// the digits straddle bytes; hexadecimal digits halve the reach of its window. For 41,048 bytes of wasm, 12,315 gzipped:
// 12,530 so, 12,994 as a character of Unicode each.

/** From `#` to `~`, without the backslash: what no string in double quotes escapes. */
const CHARACTERS = Array.from({ length: 92 }, (_, i) => String.fromCharCode(35 + i)).filter((c) => c !== '\\');
/** The last two announce a byte of the second and of the third part of the bytes. */
const PART = CHARACTERS.length - 2;
/** With this shift the bytes that are frequent in wasm are in the first part. */
const SHIFT = 4;

/** The text of bytes, for double quotes. */
export function textOf(bytes) {
  return Array.from(bytes, (byte) => {
    const shifted = (byte + SHIFT) % 256;
    const part = Math.floor(shifted / PART);
    return (part > 0 ? CHARACTERS[PART + part - 1] : '') + CHARACTERS[shifted % PART];
  }).join('');
}

/** The source of a module that exports the bytes, whose text the expression gives. */
export function moduleOf(expression) {
  // An element of a Uint8Array keeps what it is given modulo 256.
  return `
    const text = ${expression};
    const bytes = new Uint8Array(text.length);
    let length = 0;
    let part = -${SHIFT};
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (code > ${35 + PART}) part += (code - ${35 + PART}) * ${PART};
      else {
        bytes[length++] = part + code - (code < 92 ? 35 : 36);
        part = -${SHIFT};
      }
    }
    export default bytes.subarray(0, length);`;
}

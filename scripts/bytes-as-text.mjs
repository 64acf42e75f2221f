// Bytes inside JavaScript: a printable character each.
//
// gzip finds the repeated parts of the wasm in such a string. In base64 it does not, since the digits straddle bytes;
// hexadecimal digits halve the reach of its window. For 38,362 bytes of wasm, 12,210 gzipped: 12,995 as characters,
// 14,251 as hexadecimal digits, 19,306 as base64.

/** With this shift the bytes that are frequent in wasm are ASCII characters, which take one byte in UTF-8. */
const SHIFT = 40;

/** Control characters, the soft hyphen, and what the literal would escape. */
const isKeptOut = (code) => code < 0x20 || (code > 0x7e && code < 0xa0) || code === 0xad || [39, 92].includes(code);

/** The first fit character whose code is the byte plus SHIFT, modulo 256. */
function character(byte) {
  let code = (byte + SHIFT) % 256;
  while (isKeptOut(code)) code += 256;
  return String.fromCharCode(code);
}

/** The text of bytes, without quotes, escapes or control characters. */
export function textOf(bytes) {
  return Array.from(bytes, character).join('');
}

/** The source of a module that exports the bytes, whose text the expression gives. */
export function moduleOf(expression) {
  // An element of a Uint8Array keeps what it is given modulo 256.
  return `
    const text = ${expression};
    const bytes = new Uint8Array(text.length);
    for (let i = 0; i < bytes.length; i++) bytes[i] = text.charCodeAt(i) - ${SHIFT};
    export default bytes;`;
}

// JSON.parse keeps the last of two equal keys and says nothing; two readers may then see two different files.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** A key that some object of the text has twice, or undefined. The text must be JSON that JSON.parse accepts. */
export function duplicateKey(json: string): string | undefined {
  const open: (Set<string> | undefined)[] = [];
  let text = '';
  for (let i = 0; i < json.length; i++) {
    switch (json[i]) {
      case '{':
        open.push(new Set());
        break;
      case '[':
        open.push(undefined);
        break;
      case '}':
      case ']':
        open.pop();
        break;
      case '"': {
        const start = i;
        i = endOfText(json, i);
        text = json.slice(start, i + 1);
        break;
      }
      case ':': {
        const keys = open.at(-1)!;
        const key = JSON.parse(text) as string;
        if (keys.has(key)) return key;
        keys.add(key);
        break;
      }
    }
  }
  return undefined;
}

/** The index of the quote that closes the one at `start`. */
function endOfText(json: string, start: number): number {
  for (let i = start + 1; ; i++) {
    const code = json.charCodeAt(i);
    if (code === QUOTE) return i;
    if (code === BACKSLASH) i++;
  }
}

// Publishes the declarations: copies what the public ones reach from build/types, where tsc writes, to dist/types, in a
// form that older compilers and projects without the DOM's or Node's types accept.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path/posix';

const emitted = 'build/types';
const published = 'dist/types';

/** Where a declaration is published: src/ becomes the top folder. */
const target = (file) => join(published, file.replace(/^src\//, ''));

/** Relative imports: `from './x.ts'`, `import('./x.ts')`. */
const relativeImport = /(\bfrom |\bimport\()'(\.[^']*)\.ts'/g;

/**
 * `Float64Array<ArrayBuffer>` is generic since TypeScript 5.7 only; what `Float64Array.of` returns is that type there
 * and plain `Float64Array` before. Views over any buffer are what the plain name says everywhere.
 */
function withoutGenericViews(text) {
  return text
    .replace(/\b(\w+\d+(?:Clamped)?Array)<ArrayBuffer>/g, 'ReturnType<typeof $1.of>')
    .replace(/\b(\w+\d+(?:Clamped)?Array)<ArrayBufferLike>/g, '$1');
}

/** `Symbol.dispose` needs its lib, which projects on es2022 have not asked for. */
function withDisposeLib(text) {
  return text.includes('Symbol.dispose') ? `/// <reference lib="esnext.disposable" />\n${text}` : text;
}

/** Publishes one file and all that it imports. `text` is given for the files that tsc does not write. */
function publish(file, seen, text = readFileSync(join(emitted, file), 'utf8')) {
  seen.add(file);
  const to = target(file);
  const imports = [];
  const resolved = text.replace(relativeImport, (_, keyword, specifier) => {
    const imported = join(dirname(file), `${specifier}.d.ts`);
    imports.push(imported);
    const path = relative(dirname(to), target(imported)).replace(/\.d\.ts$/, '.js');
    return `${keyword}'${path.startsWith('.') ? path : `./${path}`}'`;
  });
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, withDisposeLib(withoutGenericViews(resolved)));
  for (const imported of imports) if (!seen.has(imported)) publish(imported, seen);
}

rmSync(published, { recursive: true, force: true });
const seen = new Set();
publish('src/index.d.ts', seen);
publish('src/predict/index.d.ts', seen);
publish('src/node/index.d.ts', seen);
publish('src/proof/index.d.ts', seen);
publish('src/exchange/index.d.ts', seen);
publish('src/table/index.d.ts', seen);
publish('src/report/index.d.ts', seen);
publish('src/kernels.wasm.d.ts', seen, readFileSync('src/kernels.wasm.d.ts', 'utf8'));

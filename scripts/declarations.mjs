// Publishes the declarations: copies what the public ones reach from build/types, where tsc writes, to dist/types, in a
// form that older compilers and projects without the DOM's or Node's types accept.
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path/posix';

/** Where tsc writes, where it is published, and what `#full` stands for: of the library, and of `layerwise/core`. */
const library = { emitted: 'build/types', published: 'dist/types', full: 'src' };
const core = { emitted: 'build/types/core', published: 'dist/types/core', full: 'src/core' };

/** Imports of files: `from './x.ts'`, `import('./x.ts')`, `from '#full/x.ts'`. */
const fileImport = /(\bfrom |\bimport\()'((?:\.|#full\/)[^']*)\.ts'/g;

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

/**
 * Publishes one file and all that it imports; src/ becomes the top folder. `text` is given for the files that tsc does
 * not write.
 */
function publish(set, file, seen, text = readFileSync(join(set.emitted, file), 'utf8')) {
  seen.add(file);
  const target = (name) => join(set.published, name.replace(/^src\//, ''));
  const to = target(file);
  const imports = [];
  const resolved = text.replace(fileImport, (_, keyword, specifier) => {
    const path = specifier.replace(/^#full/, set.full);
    const imported = `${path === specifier ? join(dirname(file), specifier) : path}.d.ts`;
    imports.push(imported);
    const published = relative(dirname(to), target(imported)).replace(/\.d\.ts$/, '.js');
    return `${keyword}'${published.startsWith('.') ? published : `./${published}`}'`;
  });
  mkdirSync(dirname(to), { recursive: true });
  writeFileSync(to, withDisposeLib(withoutGenericViews(resolved)));
  for (const imported of imports) if (!seen.has(imported)) publish(set, imported, seen);
}

rmSync(library.published, { recursive: true, force: true });
const seen = new Set();
publish(library, 'src/index.d.ts', seen);
publish(library, 'src/predict/index.d.ts', seen);
publish(library, 'src/node/index.d.ts', seen);
publish(library, 'src/proof/index.d.ts', seen);
publish(library, 'src/exchange/index.d.ts', seen);
publish(library, 'src/table/index.d.ts', seen);
publish(library, 'src/report/index.d.ts', seen);
publish(library, 'src/kernels.wasm.d.ts', seen, readFileSync('src/kernels.wasm.d.ts', 'utf8'));
publish(core, 'src/core/index.d.ts', new Set());

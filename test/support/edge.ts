// The shipped files for edge runtimes, where nothing is one.
import { readFileSync } from 'node:fs';
import { build } from 'esbuild';

/** A bundle for hosts that forbid compiling bytes, with the import of the compiled module done by hand. */
export async function edgeBundle(file: string, kernels: string): Promise<unknown> {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    format: 'esm',
    write: false,
    plugins: [
      {
        name: 'compiled-wasm',
        setup({ onLoad, onResolve }) {
          onResolve({ filter: /\.wasm\?module$/ }, ({ path }) => ({ path, namespace: 'wasm' }));
          onLoad({ filter: /^\.\/kernels\.wasm\?module$/, namespace: 'wasm' }, () => {
            const base64 = readFileSync(kernels).toString('base64');
            const bytes = `Uint8Array.from(atob('${base64}'), (c) => c.charCodeAt(0))`;
            return { contents: `export default new WebAssembly.Module(${bytes});` };
          });
        },
      },
    ],
  });
  return import(`data:text/javascript,${encodeURIComponent(outputFiles[0]!.text)}`);
}

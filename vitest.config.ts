import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** LAYERWISE_KERNELS=debug runs everything on the kernels with their assertions. */
const kernels = process.env['LAYERWISE_KERNELS'] === 'debug' ? 'kernels.debug.wasm' : 'kernels.wasm';

export default defineConfig({
  resolve: {
    alias: {
      '#wasm': fileURLToPath(new URL('./src/runtime/wasm-inline.ts', import.meta.url)),
      '#full': fileURLToPath(new URL('./src', import.meta.url)),
      '#threads': fileURLToPath(new URL('./src/runtime/threads.ts', import.meta.url)),
    },
  },
  plugins: [
    {
      name: 'wasm-bytes',
      enforce: 'pre',
      load(id) {
        if (!id.endsWith('.wasm')) return null;
        const base64 = readFileSync(id.replace(/kernels\.wasm$/, kernels)).toString('base64');
        return `export default Uint8Array.from(atob(${JSON.stringify(base64)}), (c) => c.charCodeAt(0));`;
      },
    },
  ],
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/long/**', 'test/onnx/**', '**/node_modules/**'],
    testTimeout: 60_000,
    // Vitest would leave one core to itself, which has little to do while tests run.
    maxWorkers: '100%',
    // Every file would import the library anew, which is a quarter of the time.
    isolate: false,
  },
});

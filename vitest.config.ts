import { readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

const builtIn = new URL('./src/runtime/wasm-inline.ts', import.meta.url).pathname;

export default defineConfig({
  resolve: { alias: { '#wasm': builtIn } },
  plugins: [
    {
      name: 'wasm-bytes',
      enforce: 'pre',
      load(id) {
        if (!id.endsWith('.wasm')) return null;
        const base64 = readFileSync(id).toString('base64');
        return `export default Uint8Array.from(atob(${JSON.stringify(base64)}), (c) => c.charCodeAt(0));`;
      },
    },
  ],
  test: { include: ['test/**/*.test.ts'], testTimeout: 60_000 },
});

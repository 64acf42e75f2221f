// The suite in workerd, the runtime of Cloudflare Workers, which forbids compiling bytes and so imports a module.
import { cloudflareTest } from '@cloudflare/vitest-plugin';
import { defineConfig } from 'vitest/config';

const workers = cloudflareTest({
  miniflare: {
    compatibilityDate: '2026-10-01',
    compatibilityFlags: ['nodejs_compat'],
    // No request for a sample of Cloudflare's `request.cf`.
    cf: false,
    modulesRules: [{ type: 'CompiledWasm', include: ['**/*.wasm', '**/*.wasm?module'] }],
  },
});

export default defineConfig({ plugins: [workers], test: { include: ['suite/*.test.mjs'] } });

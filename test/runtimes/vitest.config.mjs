// The suite in what executes this: Node, Deno or Bun.
import { defineConfig } from 'vitest/config';

export default defineConfig({ test: { include: ['suite/*.test.mjs'] } });

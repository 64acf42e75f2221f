// The suite in the browsers, each a project of its name.
import { defineBrowserProvider } from '@vitest/browser';
import { defineConfig } from 'vitest/config';
import { browsers } from './browsers.mjs';

/** What vitest needs of a browser: pages opened, and an end. */
const provider = defineBrowserProvider({
  name: 'any-browser',
  supportedBrowser: Object.keys(browsers),
  options: {},
  providerFactory(project) {
    const browser = browsers[project.config.browser.name].launch();
    return {
      name: 'any-browser',
      supportsParallelism: false,
      getCommandsContext: () => ({}),
      openPage: async (_sessionId, url) => (await browser).open(url),
      close: async () => (await browser).close(),
    };
  },
});

/** Isolates the pages, which lets them share memory with workers. */
const isolated = {
  name: 'isolated',
  configureServer({ middlewares }) {
    middlewares.use((_, response, next) => {
      response.setHeader('cross-origin-opener-policy', 'same-origin');
      response.setHeader('cross-origin-embedder-policy', 'require-corp');
      response.setHeader('cross-origin-resource-policy', 'same-origin');
      next();
    });
  },
};

export default defineConfig({
  plugins: [isolated],
  server: { fs: { allow: ['..'] } },
  optimizeDeps: { include: ['layerwise', 'layerwise/proof', 'layerwise/table'] },
  test: {
    include: ['suite/*.test.mjs'],
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      api: { host: '127.0.0.1', port: 0 },
      provider,
      instances: Object.keys(browsers).map((browser) => ({ browser, name: browser })),
    },
  },
});

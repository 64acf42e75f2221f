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

/** What lets a page share memory with workers. */
const isolation = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export default defineConfig({
  server: { fs: { allow: ['..'] }, headers: isolation },
  optimizeDeps: { include: ['layerwise', 'layerwise/proof'] },
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

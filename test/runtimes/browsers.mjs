// The browsers of this machine, each driven as far as opening a page: what a page finds out it reports itself.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';

/** The first of the programs that is on the path. */
function find(...names) {
  const folders = process.env.PATH.split(delimiter);
  return names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
}

/** Chromium's sandbox does not start as root; the rest keeps it from calling home. */
const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

const firefoxPreferences = {
  'app.update.enabled': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
};

async function launchPuppeteer(options) {
  const browser = await puppeteer.launch({ headless: true, ...options });
  const version = await browser.version();
  return {
    version: version.replace(/^.*\//, ''),
    async open(url) {
      const page = await browser.newPage();
      await page.goto(url, { waitUntil: 'domcontentloaded' });
    },
    close: () => browser.close(),
  };
}

/** A port that nothing listens on. */
async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  return port;
}

/** WebKitGTK has no headless mode, so it gets a display of its own, and speaks classic WebDriver. */
async function launchWebKit(driverPath) {
  const display = spawn(find('Xvfb'), ['-displayfd', '1', '-screen', '0', '1280x900x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [number] = await once(display.stdout, 'data');
  const port = await freePort();
  const env = { ...process.env, DISPLAY: `:${number.toString().trim()}`, LIBGL_ALWAYS_SOFTWARE: '1' };
  const driver = spawn(driverPath, [`--port=${port}`], { stdio: 'ignore', env });
  const call = async (method, path, body) => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, body: body && JSON.stringify(body) });
    const { value } = await response.json();
    if (value?.error) throw new Error(`${value.error}: ${value.message}`);
    return value;
  };
  const stop = () => [driver, display].forEach((process) => process.kill());
  try {
    for (let tries = 0; !(await call('GET', '/status').catch(() => undefined)); tries++) {
      if (tries > 100) throw new Error('WebKitWebDriver does not answer');
      await pause(100);
    }
    const { sessionId, capabilities } = await call('POST', '/session', { capabilities: {} });
    return {
      version: capabilities.browserVersion,
      open: (url) => call('POST', `/session/${sessionId}/url`, { url }),
      async close() {
        await call('DELETE', `/session/${sessionId}`).catch(() => {});
        stop();
      },
    };
  } catch (error) {
    stop();
    throw error;
  }
}

const chromium = find('chromium', 'google-chrome');
const firefox = find('firefox-esr', 'firefox');
const webkit = find('Xvfb') && find('WebKitWebDriver');

/** The browsers: where each is, if it is, and how it starts. */
export const browsers = {
  chromium: {
    name: 'Chromium',
    path: chromium,
    launch: () => launchPuppeteer({ browser: 'chrome', executablePath: chromium, args: chromiumArguments }),
  },
  firefox: {
    name: 'Firefox',
    path: firefox,
    launch: () =>
      launchPuppeteer({ browser: 'firefox', executablePath: firefox, extraPrefsFirefox: firefoxPreferences }),
  },
  webkit: { name: 'WebKitGTK', path: webkit, launch: () => launchWebKit(webkit) },
};

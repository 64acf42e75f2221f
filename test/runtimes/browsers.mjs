// The browsers of this machine, each driven as far as opening a page: what a page finds out it reports itself.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import puppeteer from 'puppeteer-core';
import { chromium, find, firefox } from '../support/browsers.mjs';

async function launchPuppeteer(options) {
  const browser = await puppeteer.launch(options);
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
    const response = await fetch(`http://127.0.0.1:${port}${path}`, {
      method,
      ...(body && { body: JSON.stringify(body) }),
    });
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

const webkit = find('Xvfb') && find('WebKitWebDriver');

/** The browsers: where each is, if it is, and how it starts. */
export const browsers = {
  chromium: { ...chromium, launch: () => launchPuppeteer(chromium.options) },
  firefox: { ...firefox, launch: () => launchPuppeteer(firefox.options) },
  webkit: { name: 'WebKitGTK', path: webkit, launch: () => launchWebKit(webkit) },
};

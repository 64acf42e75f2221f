// The browsers of this machine that puppeteer drives: where each is, if it is, and what `puppeteer.launch` needs.
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** The first of the programs that is on the path. */
export function find(...names) {
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

const chromiumPath = find('chromium', 'google-chrome');
const firefoxPath = find('firefox-esr', 'firefox');

export const chromium = {
  name: 'Chromium',
  path: chromiumPath,
  options: { headless: true, browser: 'chrome', executablePath: chromiumPath, args: chromiumArguments },
};

export const firefox = {
  name: 'Firefox',
  path: firefoxPath,
  options: { headless: true, browser: 'firefox', executablePath: firefoxPath, extraPrefsFirefox: firefoxPreferences },
};

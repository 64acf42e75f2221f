// The licences of the packages that end up inside the bundles, as their authors wrote them.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

/** The innermost package folder that a bundled file belongs to, for example node_modules/commander. */
function packageOf(file) {
  return /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0];
}

function licenseText(folder, name) {
  const found = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  if (found === undefined) throw new Error(`${name} is bundled and has no licence file`);
  return readFileSync(join(folder, found), 'utf8').trim();
}

/** The text of dist/licenses.txt for the files that went into the bundles. */
export function licenses(bundledFiles) {
  const folders = [...new Set(bundledFiles.map(packageOf))].filter((folder) => folder !== undefined).toSorted();
  const sections = folders.map((folder) => {
    const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    return `${name} ${version} (${license})\n\n${licenseText(folder, name)}\n`;
  });
  return `Packages inside the files of this folder, with their licences.\n\n${sections.join(`\n${'-'.repeat(80)}\n\n`)}`;
}

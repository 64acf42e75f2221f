// The oldest versions that have what the library uses, from MDN's browser-compat-data.
import { readFileSync } from 'node:fs';

const database = new URL('node_modules/@mdn/browser-compat-data/data.json', import.meta.url);
const data = JSON.parse(readFileSync(database, 'utf8'));

/** What the bundles use beyond what every host with WebAssembly has. The bundles' syntax is ES2022. */
const features = {
  'WebAssembly SIMD': 'webassembly.fixed-width-SIMD',
  'bulk memory': 'webassembly.bulk-memory-operations',
  'sign extension': 'webassembly.sign-extension-operations',
  'saturating conversions': 'webassembly.non-trapping-float-to-int-conversions',
  'private fields': 'javascript.classes.private_class_fields',
  'private methods': 'javascript.classes.private_class_methods',
  '`#field in object`': 'javascript.classes.private_class_fields_in',
  'static blocks': 'javascript.classes.static.initialization_blocks',
  '`Object.hasOwn`': 'javascript.builtins.Object.hasOwn',
  '`Array.prototype.at`': 'javascript.builtins.Array.at',
  '`error.cause`': 'javascript.builtins.Error.Error.options_cause_parameter',
  'logical assignment': 'javascript.operators.nullish_coalescing_assignment',
  BigInt64Array: 'javascript.builtins.BigInt64Array',
};

/** The columns; a runtime without data of its own on WebAssembly has what the browser of the same engine has. */
const hosts = [
  { name: 'Chrome', key: 'chrome' },
  { name: 'Firefox', key: 'firefox' },
  { name: 'Safari', key: 'safari' },
  { name: 'Node', key: 'nodejs', like: 'chrome' },
  { name: 'Deno', key: 'deno', like: 'chrome' },
  { name: 'Bun', key: 'bun', like: 'safari' },
];

/** Compares '9.1' with '10.0' by their numbers. */
function compare(a, b) {
  const [left, right] = [a, b].map((version) => version.split('.').map(Number));
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The version of its engine that a browser's release has: Chrome 91 has V8 9.1. */
function engineOf(browser, version) {
  if (browser === 'chrome') return `${Math.floor(version / 10)}.${version % 10}`;
  return data.browsers[browser].releases[version].engine_version;
}

/** The first release of a host, by number, whose engine is at least of a version. */
function firstWithEngine(host, engine) {
  const releases = Object.entries(data.browsers[host].releases);
  return releases
    .filter(([, { engine_version }]) => engine_version !== undefined && compare(engine_version, engine) >= 0)
    .map(([version]) => version)
    .sort(compare)[0];
}

/** The version of a host that brought a feature. */
function addedIn({ key, like }, path) {
  const { support } = [...path.split('.'), '__compat'].reduce((node, name) => node[name], data);
  const versionIn = (host) => [support[host]].flat()[0]?.version_added;
  const own = versionIn(key);
  const version = own ?? (like && firstWithEngine(key, engineOf(like, versionIn(like))));
  if (typeof version !== 'string' || !/^\d/.test(version)) throw new Error(`no version of ${key} is known for ${path}`);
  return version;
}

/** A Markdown table, a row a feature, and their maxima. */
export function floors() {
  const rows = Object.entries(features).map(([name, path]) => [name, ...hosts.map((host) => addedIn(host, path))]);
  const oldest = hosts.map((_, i) =>
    rows
      .map((row) => row[i + 1])
      .sort(compare)
      .at(-1),
  );
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [
    line(['', ...hosts.map(({ name }) => name)]),
    line(Array.from({ length: hosts.length + 1 }, () => '---')),
    ...rows.map(line),
    line(['**all of it**', ...oldest.map((version) => `**${version}**`)]),
  ].join('\n');
}

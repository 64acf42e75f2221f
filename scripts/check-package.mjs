// Looks at the tarball as its users will: what is in it, how it resolves, its size, its use in a project of its own, and
// its types under the compilers that are promised. Expects a finished build.
import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** All that may be in the tarball; each pattern must match something. */
const contents = [
  /^(README|CHANGELOG|SECURITY)\.md$/,
  /^(LICENSE|NOTICE|package\.json)$/,
  /^dist\/((core|edge|predict|node)\/)?index\.js$/,
  /^dist\/(edge\/)?(proof|exchange|report|table)\/index\.js$/,
  /^dist\/(core|predict)\/edge\.js$/,
  /^dist\/((core|edge|predict)\/)?kernels\.wasm$/,
  /^dist\/cli\/main\.js$/,
  /^dist\/licenses\.txt$/,
  /^dist\/types\/.*\.d\.ts$/,
];

/** TypeScript 7 is the project's own; the older ones are installed in the temporary project. */
const compilers = [
  resolve('node_modules/typescript/bin/tsc'),
  'node_modules/typescript-5.9/bin/tsc',
  'node_modules/typescript-5.4/bin/tsc',
];
const olderCompilers = ['typescript-5.9@npm:typescript@5.9.3', 'typescript-5.4@npm:typescript@5.4.5'];

const temporary = mkdtempSync(join(tmpdir(), 'layerwise-package-'));
const project = join(temporary, 'project');
process.on('exit', () => rmSync(temporary, { recursive: true, force: true }));

function run(command, args, cwd = process.cwd()) {
  execFileSync(command, args, { cwd, stdio: 'inherit' });
}

/** Runs a command of a development dependency. */
function runTool(name, ...args) {
  run(resolve('node_modules/.bin', name), args);
}

function pack() {
  const output = execFileSync('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', temporary]);
  const [{ filename, files }] = JSON.parse(output);
  return { tarball: join(temporary, filename), files: files.map(({ path }) => path) };
}

function checkContents(files) {
  const unexpected = files.filter((file) => !contents.some((pattern) => pattern.test(file)));
  const missing = contents.filter((pattern) => !files.some((file) => pattern.test(file)));
  if (unexpected.length > 0) throw new Error(`the tarball should not hold ${unexpected.join(', ')}`);
  if (missing.length > 0) throw new Error(`the tarball holds nothing like ${missing.join(', ')}`);
  console.log(`contents: ${files.length} files`);
}

/** The text inside the library must decode to the file, byte for byte: what it compiles is looked at. */
async function checkKernels() {
  const { Module } = WebAssembly;
  let compiled;
  WebAssembly.Module = class extends Module {
    constructor(bytes) {
      super(bytes);
      compiled = bytes;
    }
  };
  const { Network, dense } = await import(resolve('dist/index.js'));
  const network = new Network({ inputs: 1, layers: [dense(1)] });
  network.predict([[0]]);
  WebAssembly.Module = Module;
  if (!readFileSync('dist/kernels.wasm').equals(compiled)) throw new Error('dist/index.js holds other kernels');
  console.log(`kernels: ${compiled.length} bytes in dist/index.js, those of dist/kernels.wasm`);
}

function checkUse(tarball) {
  cpSync('test/package', project, { recursive: true });
  run('npm', ['install', '--no-save', '--ignore-scripts', '--loglevel=error', tarball, ...olderCompilers], project);
  run('node', ['use.mjs'], project);
  run('node', ['use.cjs'], project);
  run('npx', ['--no-install', 'layerwise', '--version'], project);
}

function checkTypes() {
  const base = { target: 'es2022', strict: true, exactOptionalPropertyTypes: true, skipLibCheck: false, noEmit: true };
  const resolutions = [
    { module: 'nodenext', moduleResolution: 'nodenext' },
    { module: 'esnext', moduleResolution: 'bundler' },
  ];
  const hosts = [
    { lib: ['es2022'], file: 'types.ts' },
    { lib: ['es2022', 'dom'], file: 'types-dom.ts' },
  ];
  for (const compiler of compilers) {
    for (const resolution of resolutions) {
      for (const { lib, file } of hosts) {
        const compilerOptions = { ...base, ...resolution, lib, types: [] };
        writeFileSync(join(project, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: [file] }));
        run('node', [compiler, '-p', '.'], project);
      }
    }
    const { version } = JSON.parse(readFileSync(resolve(project, compiler, '../../package.json'), 'utf8'));
    console.log(`types: TypeScript ${version}, without and with the DOM`);
  }
}

const { tarball, files } = pack();
checkContents(files);
await checkKernels();
run('node', ['scripts/sizes.mjs']);
runTool('publint', 'run', '--strict', tarball);
// Two findings are meant: the package is an ES module, which `require` loads on the Nodes that it supports, and the
// "node10" resolution, which knows no exports, finds the main entry only.
runTool('attw', tarball, '--profile', 'node16', '--ignore-rules', 'cjs-resolves-to-esm');
checkUse(tarball);
checkTypes();

// What `npm start` runs: the package's own command, which trains a network on a table and tells how well it does.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const command = ['train', 'examples/data/breast_cancer.csv', '--target', 'diagnosis', '--epochs', '50'];

console.log(`Layerwise: deep neural networks in SIMD WebAssembly

Is a tumour malignant? A network learns it from 30 measurements of 456 tumours, and is tested on 113 others.

$ layerwise ${command.join(' ')}
`);
const { status } = spawnSync(process.execPath, ['dist/cli/main.js', ...command], { cwd: root, stdio: 'inherit' });
if (status === 0) {
  console.log(`          npx layerwise inspect model.safetensors --report report.html
          npx layerwise help train`);
}
process.exitCode = status ?? 1;

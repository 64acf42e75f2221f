// A model goes through a file by the package's part for Node, and to its part for prediction.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export function keepModel({ Network, dense }, { loadFile, saveFile }, { load }) {
  const folder = mkdtempSync(join(tmpdir(), 'layerwise-use-'));
  const file = join(folder, 'model.safetensors');
  const network = new Network({ inputs: 2, layers: [dense(1)], seed: 1 });
  assert.equal(loadFile(file), undefined);
  saveFile(file, network.save());
  assert.equal(Network.load(loadFile(file)).hash(), network.hash());
  assert.deepEqual(load(loadFile(file)).predict([[2, 3]]).data, network.predict([[2, 3]]).data);
  rmSync(folder, { recursive: true });
}

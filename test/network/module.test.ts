// Kernels that the host brings itself, and hosts that compile none.
import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { Network, dense } from '../../src/index.ts';
import { expectError } from '../support/errors.ts';

const options = { inputs: 2, layers: [dense(3, { activation: 'relu' }), dense(1)], seed: 4 };
const x = [
  [1, 2],
  [3, 4],
];

test('where compiling is forbidden, a module of the host’s own serves networks, clones, pools and what is loaded', async () => {
  const module = new WebAssembly.Module(readFileSync('build/kernels.wasm'));
  const expected = new Network(options);
  const { Module } = WebAssembly;
  WebAssembly.Module = class {
    constructor() {
      throw new WebAssembly.CompileError('code generation disallowed');
    }
    static [Symbol.hasInstance](value: unknown) {
      return value instanceof Module;
    }
  } as unknown as typeof Module;
  vi.resetModules();
  try {
    const { Network: Fresh, NetworkPool, Trainer } = await import('../../src/index.ts');
    expect(() => new Fresh(options)).toThrow(expect.objectContaining({ code: 'NO_WEBASSEMBLY' }));
    const network = new Fresh({ ...options, module });
    expect(network.hash()).toBe(expected.hash());
    const trainer = new Trainer(network, { loss: 'meanSquaredError' });
    trainer.step(x, [1, 2]);
    const others = [
      network.clone(),
      Fresh.load(network.save(), { module }),
      Trainer.load(trainer.save(), { module }).network,
    ];
    const { seed, ...unseeded } = options;
    const pooled = new NetworkPool({ ...unseeded, module }).add({ seed });
    expect(pooled.toNetwork().hash()).toBe(expected.hash());
    for (const other of others) expect(other.hash()).toBe(network.hash());
  } finally {
    WebAssembly.Module = Module;
  }
});

test('what is no module is refused', () => {
  const module = {} as WebAssembly.Module;
  expectError(() => new Network({ ...options, module }), 'INVALID_OPTION', /"module" must be/);
});

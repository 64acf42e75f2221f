// Saving and loading: round trips, a file of format version 1, and files that lie.
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Network, dense, isLayerwiseError } from '../../src/index.ts';
import { type NamedTensor, decodeSafetensors, encodeSafetensors } from '../../src/io/safetensors.ts';
import { layerKinds } from '../../src/layers/layers.ts';
import { expectError, thrownBy } from '../support/errors.ts';
import { dtypes } from '../support/kernel.ts';
import { everyLayer, rowsOf } from '../support/networks.ts';
import { expectSame } from '../support/values.ts';

const x = rowsOf(9, 3);

/** Inputs, and what the network of format version 1 predicted for them. */
interface Expected {
  readonly x: number[][];
  readonly float64: number[];
  readonly float32: number[];
}

describe.each(dtypes)('%s', (dtype) => {
  test('a loaded network is the saved one, bit for bit', () => {
    const network = everyLayer(dtype);
    network.parameters[3] = -0;
    const loaded = Network.load(network.save());
    expect(loaded.hash()).toBe(network.hash());
    expectSame(loaded.predict(x).data, network.predict(x).data);
    const facts = ({ dtype, seed, inputs, outputs, classes }: typeof loaded) => ({
      dtype,
      seed,
      inputs,
      outputs,
      classes,
    });
    expect(facts(loaded)).toEqual(facts(network as typeof loaded));
    expect(loaded.layers.map(({ config }) => config)).toEqual(network.layers.map(({ config }) => config));
    expectSame(loaded.save(), network.save());
    const options = { cache: true, training: true, step: 6 } as const;
    expectSame(loaded.forward(x, options).output.data, network.forward(x, options).output.data);
  });

  test('the file is safetensors with the names and shapes of the parameters', () => {
    const { tensors, metadata } = decodeSafetensors(everyLayer(dtype).save());
    expect([...tensors].map(([name, { shape, dtype }]) => `${name} ${dtype} ${shape}`).sort()).toEqual(
      [
        'layers.0.deviation',
        'layers.0.mean',
        'layers.1.biases',
        'layers.1.weights',
        'layers.3.weights',
        'layers.5.biases',
        'layers.5.weights',
      ].map(
        (name, i) => `${name} ${dtype === 'float64' ? 'F64' : 'F32'} ${['3', '3', '4', '3,4', '4,3', '2', '3,2'][i]}`,
      ),
    );
    expect(metadata['format']).toBe('layerwise');
  });

  test('a file of format version 1 loads and predicts what it did', () => {
    const folder = new URL('../fixtures/', import.meta.url);
    const bytes = readFileSync(new URL(`model-v1-${dtype}.safetensors`, folder));
    const expected = JSON.parse(readFileSync(new URL('model-v1.json', folder), 'utf8')) as Expected;
    const network = Network.load(bytes);
    expect([network.dtype, network.classes]).toEqual([dtype, ['no', 'yes']]);
    // The numerics of the activations may change by a bit with a major release, the meaning of the file may not.
    const digits = dtype === 'float64' ? 13 : 6;
    network.predict(expected.x).data.forEach((value, i) => expect(value).toBeCloseTo(expected[dtype][i]!, digits));
  });
});

test("a saved file is the caller's own, and load takes any part of a buffer", () => {
  const network = everyLayer('float64');
  const bytes = network.save();
  const inside = new Uint8Array(bytes.length + 13);
  inside.set(bytes, 5);
  const loaded = Network.load(inside.subarray(5, 5 + bytes.length));
  inside.fill(255);
  bytes.fill(255);
  expect(loaded.hash()).toBe(network.hash());
});

/** A file of `dense(2)` on 3 inputs, changed. */
function altered(change: {
  header?: Record<string, unknown> | string;
  tensors?: (t: NamedTensor[]) => NamedTensor[];
}): Uint8Array {
  const file = decodeSafetensors(new Network({ inputs: 3, layers: [dense(2)], dtype: 'float32' }).save());
  const tensors = [...file.tensors].map(([name, tensor]) => ({ name, ...tensor }));
  const { header } = change;
  const layerwise =
    typeof header === 'string' ? header : JSON.stringify({ ...JSON.parse(file.metadata['layerwise']!), ...header });
  return encodeSafetensors(change.tensors?.(tensors) ?? tensors, { layerwise });
}

const layer = { kind: 'dense', units: 2 };
const hostile: readonly (readonly [what: string, bytes: () => Uint8Array, message: RegExp])[] = [
  ['nothing', () => new Uint8Array(0), /0 bytes/],
  ['no metadata', () => encodeSafetensors([]), /no Layerwise model/],
  ['a header that is no JSON', () => altered({ header: '{' }), /not JSON/],
  ['a header that is null', () => altered({ header: 'null' }), /not an object/],
  ['another format version', () => altered({ header: { formatVersion: 2 } }), /format version 2; .* version 1/],
  ['no format version', () => altered({ header: { formatVersion: undefined } }), /format version undefined/],
  [
    'layers that are no array',
    () => altered({ header: { layers: { length: 1, 0: layer } } }),
    /"layers" must be an array/,
  ],
  ['no layers', () => altered({ header: { layers: [] } }), /1 to 1000/],
  ['too many layers', () => altered({ header: { layers: Array.from({ length: 1001 }, () => layer) } }), /1 to 1000/],
  ['a layer that is null', () => altered({ header: { layers: [null] } }), /layers\[0\] must be a layer.*got null/],
  ['an unknown kind', () => altered({ header: { layers: [{ kind: 'dence' }] } }), /"dence"; did you mean "dense"/],
  ['a kind of the prototype', () => altered({ header: { layers: [{ kind: 'constructor' }] } }), /unknown layer kind/],
  [
    '__proto__ as an option',
    () => altered({ header: '{"formatVersion":1,"inputs":3,"layers":[{"kind":"dense","units":2,"__proto__":{}}]}' }),
    /__proto__/,
  ],
  [
    '__proto__ as an activation',
    () => altered({ header: { layers: [{ ...layer, activation: '__proto__' }] } }),
    /"__proto__"/,
  ],
  [
    'units that no memory holds',
    () => altered({ header: { layers: [{ ...layer, units: 2 ** 50 }] } }),
    /\[3×2\], the layers need/,
  ],
  [
    'inputs that no memory holds',
    () => altered({ header: { inputs: 2 ** 50 } }),
    /the layers need \[1125899906842624×2\]/,
  ],
  ['inputs that are no number', () => altered({ header: { inputs: '3' } }), /"inputs"/],
  ['a missing tensor', () => altered({ tensors: ([first]) => [first!] }), /there is no tensor "layers\.0\.weights"/],
  [
    'one too many',
    () => altered({ tensors: (t) => [...t, { ...t[0]!, name: 'layers.1.biases' }] }),
    /no place for .*"layers\.1\.biases"/,
  ],
  [
    'a tensor called __proto__',
    () => altered({ tensors: (t) => [...t, { ...t[0]!, name: '__proto__' }] }),
    /no place for .*"__proto__"/,
  ],
  [
    'a tensor of another shape',
    () => altered({ tensors: (t) => t.map((one) => ({ ...one, shape: [one.data.length, 1] })) }),
    /the layers need \[3×2\]/,
  ],
  ['a tensor of another type', () => altered({ header: { dtype: 'float64' } }), /is F32, the network's is F64/],
  [
    'a value that is not finite',
    () => altered({ tensors: (t) => t.map((one) => ({ ...one, data: new Float32Array(one.data.length).fill(NaN) })) }),
    /row 0, column 0 is NaN/,
  ],
  ['an unknown dtype', () => altered({ header: { dtype: 'float16' } }), /is F32, the network's is F64/],
  ['a seed that is none', () => altered({ header: { seed: -1 } }), /"seed"/],
  ['classes that do not fit', () => altered({ header: { classes: ['one'] } }), /1 names/],
  ['classes that are no names', () => altered({ header: { classes: [1, 2] } }), /"classes"/],
];

test.each(hostile)('%s is INVALID_FILE', (_, bytes, message) => {
  const error = thrownBy(() => Network.load(bytes()));
  expect([error.code, error.message]).toEqual(['INVALID_FILE', expect.stringMatching(message)]);
  expect(({} as Record<string, unknown>)['kind']).toBeUndefined();
});

test('the limits of load hold, and are checked themselves', () => {
  const bytes = altered({});
  expect(Network.load(bytes, { maxParameters: 8, maxLayers: 1 }).outputs).toBe(2);
  expectError(() => Network.load(bytes, { maxParameters: 7 }), 'INVALID_FILE', /8 elements, the limit is 7/);
  const two = new Network({ inputs: 1, layers: [dense(1), dense(1)] }).save();
  expectError(() => Network.load(two, { maxLayers: 1 }), 'INVALID_FILE', /1 to 1 layers/);
  expectError(() => Network.load(bytes, { maxLayer: 1 } as never), 'INVALID_OPTION', /did you mean "maxLayers"/);
  expectError(() => Network.load('file' as never), 'INVALID_FILE', /Uint8Array/);
});

/** What comes of a file: a network that predicts, or the code of an error of the library. */
function outcome(bytes: Uint8Array): string {
  try {
    const network = Network.load(bytes);
    network.predict(new Float64Array(network.inputs));
    return 'loaded';
  } catch (error) {
    if (!isLayerwiseError(error)) throw error;
    return error.code;
  }
}

const harmless = ['loaded', 'INVALID_FILE'];

test('random bytes are never anything but an INVALID_FILE', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => void expect(harmless).toContain(outcome(bytes))),
    { numRuns: 500 },
  );
});

test('a file with bytes changed, cut or added loads or is INVALID_FILE', () => {
  const valid = everyLayer('float32').save();
  const change = fc.record({ at: fc.nat({ max: valid.length - 1 }), byte: fc.integer({ min: 0, max: 255 }) });
  fc.assert(
    fc.property(
      fc.array(change, { minLength: 1, maxLength: 4 }),
      fc.integer({ min: -40, max: 3 }),
      (changes, growth) => {
        const bytes = new Uint8Array(
          valid.length + Math.min(growth, 0) * (growth % 3 === 0 ? 1 : 0) + Math.max(growth, 0),
        );
        bytes.set(valid.subarray(0, bytes.length));
        for (const { at, byte } of changes) if (at < bytes.length) bytes[at] = byte;
        expect(harmless).toContain(outcome(bytes));
      },
    ),
    { numRuns: 500 },
  );
});

test('a header of any JSON loads or is INVALID_FILE', () => {
  const anything = fc.jsonValue();
  const config = fc.record(
    { kind: fc.constantFrom(...layerKinds), units: anything, activation: anything },
    { requiredKeys: ['kind'] },
  );
  const headers = fc.record(
    {
      formatVersion: fc.constant(1),
      inputs: anything,
      layers: fc.oneof(fc.array(config), anything),
      dtype: anything,
      seed: anything,
      classes: anything,
    },
    { requiredKeys: ['formatVersion'] },
  );
  fc.assert(
    fc.property(headers, (header) => void expect(harmless).toContain(outcome(altered({ header })))),
    { numRuns: 500 },
  );
});

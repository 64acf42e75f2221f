// ONNX files that are not what they should be: an error that says what, or a network, and nothing else.
import { readFileSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportOnnx, importOnnx } from '../../src/exchange/index.ts';
import { type Message, decodeModel, encodeModel } from '../../src/exchange/onnx/messages.ts';
import { Network, columnGroups, dense, embedding, isLayerwiseError } from '../../src/index.ts';
import { expectError } from '../support/errors.ts';

const folder = new URL('fixtures/', import.meta.url);
const files = readdirSync(folder)
  .filter((name) => name.endsWith('.onnx'))
  .map((name) => new Uint8Array(readFileSync(new URL(name, folder))));
const read = (name: string) => new Uint8Array(readFileSync(new URL(`${name}.onnx`, folder)));

/** A network, or an error of the library about the file. */
function expectNetworkOrRefusal(bytes: Uint8Array): void {
  let message = 'ONNX model: none';
  try {
    importOnnx(bytes, { maxParameters: 100_000 });
  } catch (error) {
    if (!isLayerwiseError(error) || error.code !== 'INVALID_FILE') throw error;
    message = error.message;
  }
  expect(message).toMatch(/^ONNX model: ./);
}

test('files cut short, byte by byte', () => {
  const bytes = read('layer-norm');
  for (let length = 0; length < bytes.length; length++) expectNetworkOrRefusal(bytes.subarray(0, length));
});

test('files with other bytes', () => {
  const change = fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 }));
  fc.assert(
    fc.property(fc.constantFrom(...files), fc.array(change, { minLength: 1, maxLength: 6 }), (file, changes) => {
      const bytes = file.slice();
      for (const [at, value] of changes) bytes[at % bytes.length] = value;
      expectNetworkOrRefusal(bytes);
    }),
    { numRuns: 2000 },
  );
});

test('random bytes', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), expectNetworkOrRefusal), { numRuns: 1000 });
});

type Model = Message<'Model'>;
type Graph = Message<'Graph'>;

/** The classifier with another graph. */
function withGraph(change: (graph: Graph) => Graph): Uint8Array {
  const model = decodeModel(read('classifier'));
  return encodeModel({ ...model, graph: change(model.graph!) });
}

/** With another node in the place of the second, Relu. */
const withNode = (node: Message<'Node'>): Uint8Array =>
  withGraph((graph) => ({
    ...graph,
    nodes: graph.nodes!.map((old, i) => (i === 1 ? { ...old, attributes: [], ...node } : old)),
  }));

const withModel = (change: (model: Model) => Model): Uint8Array => encodeModel(change(decodeModel(read('classifier'))));

const attribute = (name: string, value: number): Message<'Attribute'> => ({ name, integer: value, type: 2 });

/** Two columns as they are and an embedding of a third, with other nodes in the place of those of these operators. */
function withGroups(changes: Readonly<Record<string, Message<'Node'>>>, ...more: Message<'Node'>[]): Uint8Array {
  const vectors = embedding({ categories: 3, dimensions: 2 });
  const layers = [columnGroups([{ columns: 2 }, { columns: 1, layers: [vectors] }])];
  const model = decodeModel(exportOnnx(new Network({ inputs: 3, layers })));
  const [first, ...others] = model.graph!.nodes!.map((node) => ({ ...node, ...changes[node.operator!] }));
  return encodeModel({ ...model, graph: { ...model.graph, nodes: [first!, ...more, ...others] } });
}
const bounds = ['integers 2', 'integers 3', 'integers 1'];

describe('the message says what is wrong, and where', () => {
  const cases: readonly (readonly [string, Uint8Array, RegExp])[] = [
    ['no bytes', new Uint8Array(), /the bytes are none: they have no graph/],
    ['text', new TextEncoder().encode('{"layers":[]}'), /the bytes are none/],
    [
      'another operator',
      withNode({ operator: 'Conv', name: '/1/Conv' }),
      /node "\/1\/Conv" \(Conv\): there is no layer for it/,
    ],
    [
      'an operator of every object',
      withNode({ operator: 'constructor', name: '' }),
      /node 1 \(constructor\): there is no layer/,
    ],
    ['another domain', withNode({ domain: 'com.microsoft' }), /\(Relu\) is of the domain "com.microsoft"/],
    ['an unknown value', withNode({ inputs: ['nothing'] }), /\(Relu\) takes "nothing", which nothing before it gives/],
    ['no input', withNode({ inputs: [] }), /\(Relu\): it has no input/],
    ['an axis', withNode({ operator: 'Softmax', attributes: [attribute('axis', 0)] }), /\(Softmax\): axis 0/],
    ['Clip', withNode({ operator: 'Clip' }), /\(Clip\): from undefined to undefined is no activation/],
    ['Selu', withNode({ operator: 'Selu', attributes: [{ name: 'alpha', float: 2, type: 1 }] }), /alpha 2 and gamma/],
    [
      'training',
      withNode({ operator: 'BatchNormalization', attributes: [attribute('training_mode', 1)] }),
      /after eval\(\)/,
    ],
    [
      'a product of two values',
      withNode({ operator: 'MatMul', inputs: ['x', 'x'] }),
      /its second matrix must be constant/,
    ],
    ['an old opset', withModel((model) => ({ ...model, opsets: [{ version: 6 }] })), /operators of version 6; 7 to/],
    ['functions', withModel((model) => ({ ...model, functions: [new Uint8Array(1)] })), /it has functions/],
    [
      'two inputs',
      withGraph((graph) => ({ ...graph, inputs: [...graph.inputs!, { name: 'z' }] })),
      /it has 2: "x", "z"/,
    ],
    ['no output', withGraph((graph) => ({ ...graph, outputs: [] })), /one output is needed, it has 0/],
    [
      'another output',
      withGraph((graph) => ({ ...graph, outputs: [{ name: 'z' }] })),
      /nothing computes the output "z"/,
    ],
    [
      'a constant output',
      withGraph((graph) => ({ ...graph, outputs: [{ name: '0.weight' }] })),
      /does not depend on its input/,
    ],
    [
      'elements of float16',
      withGraph((graph) => ({ ...graph, initializers: graph.initializers!.map((one) => ({ ...one, type: 10 })) })),
      /tensor "0\.weight" has elements of type 10; 1 \(float32\)/,
    ],
    [
      'another shape',
      withGraph((graph) => ({ ...graph, initializers: graph.initializers!.map((one) => ({ ...one, shape: [2, 3] })) })),
      /tensor "0\.weight" of shape \[2, 3\] has 24 numbers/,
    ],
    [
      'data in another file',
      withGraph((graph) => ({ ...graph, initializers: graph.initializers!.map((one) => ({ ...one, location: 1 })) })),
      /tensor "0\.weight" stands in another file/,
    ],
    [
      'values that are not finite',
      withGraph((graph) => ({
        ...graph,
        initializers: graph.initializers!.map((one) => ({ ...one, raw: new Uint8Array(one.raw!.length).fill(255) })),
      })),
      /layers\.0\.weights: row 0, column 0 is NaN/,
    ],
    [
      'layers that do not fit',
      withGraph((graph) => ({
        ...graph,
        nodes: graph.nodes!.map((node, i) => (i === 2 ? { ...node, inputs: ['x', ...node.inputs!.slice(1)] } : node)),
      })),
      /\(Gemm\): it takes 8 columns and gets 3/,
    ],
    [
      'parts along the rows',
      withGroups({ Concat: { attributes: [attribute('axis', 0)] } }),
      /\(Concat\): there is no layer/,
    ],
    [
      'parts in another order',
      withGroups({ Concat: { inputs: ['layers.0.groups.1.layers.0.A', 'X.columns'] } }),
      /\(Concat\): its input 0 is made of the columns from 2 to 3, the next is 0/,
    ],
    [
      'a part twice',
      withGroups({ Concat: { inputs: ['X.columns', 'X.columns'] } }),
      /\(Concat\): its input 1 is made of the columns from 0 to 2, the next is 2/,
    ],
    [
      'parts of two values',
      withGroups(
        { Cast: { inputs: ['X.other'] } },
        { operator: 'Slice', name: 'other', inputs: ['X.columns', ...bounds], outputs: ['X.other'] },
      ),
      /\(Concat\): its inputs are made of different values/,
    ],
    ['no part', withGroups({ Concat: { inputs: ['X.columns', ''] } }), /\(Concat\): its input 1 is missing/],
    ['what is no part', withGroups({ Concat: { inputs: ['input', 'input'] } }), /does not depend on its input alone/],
    [
      'a step',
      withGroups(
        { Concat: { inputs: ['X.other', 'X.columns.2'] } },
        { operator: 'Slice', name: 'other', inputs: ['input', ...bounds, 'integers 2'], outputs: ['X.other'] },
      ),
      /"other" \(Slice\): it must take neighbouring columns/,
    ],
    [
      'columns that are left over',
      withGroups({ Concat: { inputs: ['X.columns'] } }),
      /\(Concat\): it takes 2 columns and gets 3/,
    ],
    [
      'numbers of another type',
      withGroups({ Cast: { attributes: [attribute('to', 6)] } }),
      /\(Gather\): it must take rows of a matrix by columns that are cast to int64/,
    ],
    [
      'vectors of columns',
      withGroups({ Gather: { attributes: [attribute('axis', 1)] } }),
      /\(Gather\): it must take rows/,
    ],
    [
      'vectors that do not fit',
      withGroups({ Reshape: { inputs: ['layers.0.groups.1.layers.0.A.vectors', 'integers 2'] } }),
      /\(Reshape\): a shape of \[2\]/,
    ],
  ];
  test.each(cases)('%s', (_, bytes, message) => expectError(() => importOnnx(bytes), 'INVALID_FILE', message));

  test('what is no bytes', () => {
    expectError(() => importOnnx('model.onnx' as never), 'INVALID_FILE', /Uint8Array/);
    expectError(() => importOnnx(read('classifier'), { maxParameters: 10 }), 'INVALID_FILE', /more than 10 parameters/);
    expectError(
      () => importOnnx(read('classifier'), { limit: 1 } as never),
      'INVALID_OPTION',
      /unknown option "limit"/,
    );
  });
});

test('parameters that many nodes share count for each', () => {
  const bytes = withGraph((graph) => {
    const [first] = graph.nodes!;
    const square = { ...graph.initializers![0]!, name: 'w', shape: [3, 3], raw: new Uint8Array(36) };
    const chain = Array.from({ length: 4000 }, (_, i) => ({
      operator: 'MatMul',
      inputs: [i === 0 ? 'x' : `v${i - 1}`, 'w'],
      outputs: [i === 3999 ? 'v' : `v${i}`],
    }));
    const last = { ...first!, inputs: ['v', ...first!.inputs!.slice(1)], outputs: [graph.outputs![0]!.name!] };
    return { ...graph, initializers: [...graph.initializers!, square], nodes: [...chain, last] };
  });
  expectError(() => importOnnx(bytes, { maxParameters: 30_000 }), 'INVALID_FILE', /more than 30000 parameters/);
  expect(importOnnx(bytes).layers).toHaveLength(4001);
});

test('numbers as lists instead of bytes', () => {
  const lists = withGraph((graph) => ({
    ...graph,
    initializers: graph.initializers!.map(({ raw, ...one }) => ({
      ...one,
      floats: [...new Float32Array(raw!.slice().buffer)],
    })),
  }));
  expect(importOnnx(lists).hash()).toBe(importOnnx(read('classifier')).hash());
});

test('the names of features and classes come back', () => {
  const names = { features: ['a', '__proto__'], classes: ['<b>', 'c', 'd'] };
  const network = new Network({ inputs: 2, layers: [dense(3, { activation: 'softmax' })], ...names });
  const { features, classes } = importOnnx(exportOnnx(network));
  expect({ features, classes }).toEqual(names);
});

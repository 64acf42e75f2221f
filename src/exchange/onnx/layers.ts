// The layers that a tree of values is, taken off one after the other from its output on.
import type { ActivationConfig } from '../../layers/activations.ts';
import type { ColumnGroup } from '../../layers/column-groups.ts';
import {
  type Peeled,
  type Piece,
  activationOf,
  constant,
  dense,
  meant,
  operators,
  spread,
  unlike,
} from './operators.ts';
import { type Found, type Pattern, activationPatterns, layerNormalizations, match } from './patterns.ts';
import { type Computed, type Constant, type Operand, invalid } from './values.ts';

/** Residual blocks and groups of columns inside one another at most. */
const DEEPEST = 50;

/**
 * The layers between two values, in order.
 * @param base what the first of them takes
 * @throws LayerwiseError INVALID_FILE that names the node that is no layer
 */
export function piecesOf(value: Operand, base: Operand, depth = 0): Piece[] {
  return above(value, (rest) => rest === base, depth).pieces;
}

/** The layers of which a value comes, down to the first value that is their base, and that. */
function above(
  value: Operand,
  isBase: (value: Operand) => boolean,
  depth: number,
): { readonly pieces: Piece[]; readonly base: Operand } {
  if (depth > DEEPEST) throw invalid(`more than ${DEEPEST} blocks of layers inside one another`);
  const pieces: Piece[] = [];
  let rest: Operand = value;
  while (!isBase(rest)) {
    if (rest.kind !== 'computed') throw invalid(`its output does not depend on its input alone`);
    const { piece, rest: next } = peel(rest, depth);
    if (piece !== undefined) pieces.push(piece);
    if (next === undefined) throw unlike(rest, 'it has no input');
    rest = next;
  }
  return { pieces: pieces.reverse(), base: rest };
}

function peel(node: Computed, depth: number): Peeled {
  const peeled =
    operators[Object.hasOwn(operators, node.operator) ? node.operator : '']?.(node) ??
    biasedProduct(node) ??
    pattern(node) ??
    perColumn(node) ??
    residual(node, depth) ??
    columnGroups(node, depth);
  if (peeled !== undefined) return peeled;
  const hint =
    node.operator === 'LogSoftmax' ? '; as the last node it is read as softmax with { probabilities: true }' : '';
  throw unlike(node, `there is no layer for it${hint}`);
}

/** MatMul and Add. */
function biasedProduct(node: Computed): Peeled | undefined {
  if (node.operator !== 'Add') return undefined;
  const product = node.inputs.find((input) => input?.kind === 'computed' && input.operator === 'MatMul') as Computed;
  const biases = node.inputs.find((input) => input?.kind === 'constant') as Constant;
  const weights = product?.inputs[1];
  if (biases === undefined || weights?.kind !== 'constant') return undefined;
  return dense(product, product.inputs[0], weights, biases);
}

/** What several nodes are together. */
function pattern(node: Computed): Peeled | undefined {
  for (const [name, patterns] of Object.entries(activationPatterns)) {
    const found = first(patterns, node);
    if (found === undefined) continue;
    const parameters = Object.entries(found.constants).map(([parameter, value]) => [parameter, numberOf(value)]);
    return activationOf(node, { name, ...Object.fromEntries(parameters) } as ActivationConfig, found.x);
  }
  const found = first(layerNormalizations, node);
  if (found === undefined) return undefined;
  const { epsilon, gamma, beta } = found.constants as Readonly<Record<'epsilon' | 'gamma' | 'beta', Constant>>;
  const config = { kind: 'layerNormalization', epsilon: numberOf(epsilon) } as const;
  const parameters = { gamma: gamma.data, beta: beta.data };
  return { rest: found.x!, piece: { place: node.place, config, parameters, inputs: gamma.data.length } };
}

/** What a constant number says: in float64 itself, in float32 what was meant. */
function numberOf({ data }: Constant): number {
  const value = data[0] ?? 0;
  return data instanceof Float32Array ? meant(value) : value;
}

function first(patterns: readonly Pattern[], node: Computed): Found | undefined {
  for (const one of patterns) {
    const found = match(one, node);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** The rows with a constant for each column: a scaler's mean and deviation, or factors. */
function perColumn(node: Computed): Peeled | undefined {
  const scaler = (found: Found, mean: ArrayLike<number>, deviation: ArrayLike<number>): Peeled => {
    if (!Array.from(deviation).every((value) => value > 0)) throw unlike(node, 'its divisors must be positive');
    const config = { kind: 'normalization' } as const;
    return {
      rest: found.x!,
      piece: { place: node.place, config, parameters: { mean, deviation }, inputs: mean.length },
    };
  };
  const constants = (found: Found): Constant[] => Object.values(found.constants);
  const widest = (found: Found): number => Math.max(...constants(found).map(({ data }) => data.length));
  const filled = (columns: number, value: number): Float64Array => new Float64Array(columns).fill(value);

  const whole = match(['Div', ['Sub', 'x', '$mean'], '$deviation'], node);
  if (whole !== undefined) {
    const { mean, deviation } = whole.constants;
    return scaler(whole, spread(mean!, widest(whole)), spread(deviation!, widest(whole)));
  }
  const divided = match(['Div', 'x', '$deviation'], node);
  if (divided !== undefined) return scaler(divided, filled(widest(divided), 0), divided.constants['deviation']!.data);
  const lessened = match(['Sub', 'x', '$mean'], node);
  if (lessened !== undefined) return scaler(lessened, lessened.constants['mean']!.data, filled(widest(lessened), 1));
  const multiplied = match(['Mul', 'x', '$factors'], node);
  if (multiplied === undefined) return undefined;
  const factors = multiplied.constants['factors']!.data;
  const config = { kind: 'scale' } as const;
  return { rest: multiplied.x!, piece: { place: node.place, config, parameters: { factors }, inputs: factors.length } };
}

/** x + f(x). */
function residual(node: Computed, depth: number): Peeled | undefined {
  const [a, b] = node.inputs;
  if (node.operator !== 'Add' || a === undefined || b === undefined || a === b) return undefined;
  const [x, block] = dependsOn(b, a) ? [a, b] : [b, a];
  if (!dependsOn(block, x)) return undefined;
  const inner = piecesOf(block, x, depth + 1);
  if (inner.length === 0) return undefined;
  const config = { kind: 'residual', layers: inner.map((piece) => piece.config) } as const;
  return { rest: x, piece: { place: node.place, config, parameters: {}, blocks: { layers: inner } } };
}

/** Columns of one value, each group through layers of its own, side by side. */
function columnGroups(node: Computed, depth: number): Peeled | undefined {
  const axis = node.attributes.get('axis')?.integer;
  if (node.operator !== 'Concat' || (axis !== 1 && axis !== -1)) return undefined;
  let x: Operand | undefined;
  let next = 0;
  const groups: ColumnGroup[] = [];
  const blocks: Record<string, readonly Piece[]> = {};
  for (const [index, input] of node.inputs.entries()) {
    if (input === undefined) throw unlike(node, `its input ${index} is missing`);
    const { pieces, base } = above(input, isSlice, depth + 1);
    const { of, from, to } = columnsOf(base as Computed);
    if (of !== (x ??= of)) throw unlike(node, 'its inputs are made of different values');
    if (from !== next || to <= from)
      throw unlike(node, `its input ${index} is made of the columns from ${from} to ${to}, the next is ${next}`);
    groups.push(groupOf(to - from, pieces));
    blocks[`groups.${index}.layers`] = pieces;
    next = to;
  }
  const config = { kind: 'columnGroups', groups } as const;
  return { rest: x, piece: { place: node.place, config, parameters: {}, blocks, inputs: next } };
}

/** So many columns and the layers that they go through; without any they pass as they are. */
export function groupOf(columns: number, pieces: readonly Piece[]): ColumnGroup {
  return pieces.length === 0 ? { columns } : { columns, layers: pieces.map(({ config }) => config) };
}

const isSlice = (value: Operand): boolean => value.kind === 'computed' && value.operator === 'Slice';

/** The columns that a Slice takes, and of what. */
function columnsOf(node: Computed): { readonly of: Operand; readonly from: number; readonly to: number } {
  const numberAt = (index: number, what: string): number => {
    const { data } = constant(node, index, what);
    return data.length === 1 ? data[0]! : NaN;
  };
  const [from, to, axis] = [numberAt(1, 'start'), numberAt(2, 'end'), numberAt(3, 'axis')];
  const step = node.inputs[4] === undefined ? 1 : numberAt(4, 'step');
  const [of] = node.inputs;
  if (of === undefined || !(from >= 0) || !Number.isFinite(to) || axis !== 1 || step !== 1)
    throw unlike(node, 'it must take neighbouring columns, counted from the first');
  return { of, from, to };
}

function dependsOn(value: Operand, on: Operand): boolean {
  const seen = new Set<Operand>();
  const open = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (next === on) return true;
    if (next.kind !== 'computed' || seen.has(next)) continue;
    seen.add(next);
    for (const input of next.inputs) if (input !== undefined) open.push(input);
  }
  return false;
}

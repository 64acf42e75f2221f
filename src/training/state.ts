// A trainer as a file: its network's file, with the optimizer's state and the place in the run beside the parameters.
import { STATE_BYTES, State } from '../../assembly/kinds.ts';
import type { View } from '../dtype.ts';
import type { NamedTensor, SafetensorsTensor } from '../io/safetensors.ts';
import type { Core } from '../network/core.ts';
import {
  type LoadLimits,
  NUMERICS_VERSION,
  encodeNetwork,
  fileDType,
  invalid,
  parsed,
  readFile,
} from '../network/model-file.ts';
import type { TrainerMemory } from './memory.ts';
import type { TrainerOptions } from './options.ts';
import type { Progress, Unfinished } from './progress.ts';
import type { ModelCard, Recording } from '#full/training/recorder.ts';
import { type Setup, optionsOf } from './setup.ts';

/** The version of the form of what follows. */
const TRAINER_VERSION = 1;

const STATE = 'trainer.state';
const SCALARS = 'trainer.scalars';
const PLACE = 'run.place';
const BEST_WEIGHTS = 'run.bestWeights';
const OUTPUTS = 'run.outputs';
const SUMS = 'run.sums';
const HISTORY = 'run.history.';

/** The JSON in the metadata. */
interface Header {
  readonly version: number;
  /** Of the arithmetic: under another one the run would not go on to the same bits. */
  readonly numerics: number;
  readonly options: TrainerOptions;
  /** Of the data of the run that is under way; none without one. */
  readonly fingerprint?: string;
  /** Of that run, if it is recorded. */
  readonly recording?: Recording;
  /** Of a recorded run that is complete. */
  readonly card?: ModelCard;
}

/** The bytes of a trainer's file. */
export function encodeTrainer(
  setup: Setup,
  unfinished: Unfinished | undefined,
  card: ModelCard | undefined,
): Uint8Array<ArrayBuffer> {
  const { core, memory } = setup;
  const recording = unfinished?.progress.recording;
  const header: Header = {
    version: TRAINER_VERSION,
    numerics: NUMERICS_VERSION,
    options: optionsOf(setup),
    ...(unfinished === undefined ? {} : { fingerprint: unfinished.fingerprint() }),
    ...(recording === undefined ? {} : { recording }),
    ...(card === undefined ? {} : { card }),
  };
  const element = fileDType(core.engine.dtype);
  const tensor = (name: string, data: View, dtype: 'F64' | 'F32' = 'F64'): NamedTensor => ({
    name,
    dtype,
    shape: [data.length],
    data,
  });
  const tensors = [
    tensor(STATE, memory.stateView),
    tensor(SCALARS, memory.scalarView),
    ...memory.slots.map((slot) => tensor(slotName(slot.name), memory.slotView(slot), element)),
  ];
  if (unfinished !== undefined) {
    const { epoch, bestEpoch, best, bestWeights, outputs, sums, history } = unfinished.progress;
    tensors.push(tensor(PLACE, Float64Array.of(epoch, bestEpoch, best)));
    for (const [name, values] of Object.entries(history)) tensors.push(tensor(HISTORY + name, values));
    if (bestWeights !== undefined) tensors.push(tensor(BEST_WEIGHTS, bestWeights, element));
    if (outputs !== undefined) tensors.push(tensor(OUTPUTS, outputs, element));
    FULL: if (sums !== undefined) tensors.push(tensor(SUMS, sums));
  }
  return encodeNetwork(core, { tensors, metadata: { trainer: JSON.stringify(header) } });
}

/**
 * Reads what `encodeTrainer` wrote beside the network: the trainer's options, and what puts its memory back.
 * @throws LayerwiseError INVALID_FILE
 */
export function decodeTrainer(
  bytes: Uint8Array,
  core: Core,
  limits: LoadLimits,
): {
  readonly options: TrainerOptions;
  readonly card: ModelCard | undefined;
  readonly restore: (memory: TrainerMemory) => Unfinished | undefined;
} {
  const { tensors, metadata } = readFile(bytes, limits);
  const { options, fingerprint, recording, card } = headerOf(metadata['trainer']);
  const get = (name: string, length?: number): View => {
    const data = (tensors.get(name) as SafetensorsTensor | undefined)?.data;
    if (data === undefined) throw invalid(`there is no tensor "${name}"`);
    if (length !== undefined && data.length !== length) {
      throw invalid(`"${name}" has ${data.length} values, the trainer needs ${length}`);
    }
    return data as View;
  };
  return {
    options,
    card,
    restore(memory) {
      const state = get(STATE, STATE_BYTES / 8);
      checkState(state);
      const cursor = state[State.cursor / 8]!;
      const count = core.parameters.trainableCount;
      const scalars = get(SCALARS, memory.scalarView.length);
      const slots = memory.slots.map((slot) => ({ slot, values: get(slotName(slot.name), count) }));
      const unfinished: Unfinished | undefined =
        fingerprint === undefined
          ? undefined
          : {
              progress: { ...progressOf(get, tensors, core.parameters.learnedCount, cursor * core.outputs), recording },
              fingerprint: () => fingerprint,
            };
      memory.stateView.set(state);
      memory.scalarView.set(scalars);
      for (const { slot, values } of slots) memory.slotView(slot).set(values);
      return unfinished;
    },
  };
}

const slotName = (slot: string): string => `optimizer.${slot}`;

function headerOf(json: string | undefined): Header {
  if (json === undefined) throw invalid('it holds no trainer, only a network');
  const header = parsed('trainer', json) as Header;
  if (header.version !== TRAINER_VERSION) {
    throw invalid(`the metadata "trainer" is not of version ${TRAINER_VERSION}`);
  }
  if (header.numerics !== NUMERICS_VERSION) {
    throw invalid(
      `the run was begun with numerics ${header.numerics}, this release has ${NUMERICS_VERSION}: train anew`,
    );
  }
  FULL: if (header.recording !== undefined) checkCheckpoints(header.recording);
  return header;
}

function checkCheckpoints(recording: { readonly checkpoints?: unknown } | null): void {
  const checkpoints = recording?.checkpoints as readonly ({ readonly epoch?: unknown } | null)[];
  if (!Array.isArray(checkpoints) || !checkpoints.every((checkpoint) => Number.isSafeInteger(checkpoint?.epoch)))
    throw invalid('the metadata "trainer" has a record without checkpoints');
}

function checkState(state: View): void {
  const isCount = (value: number): boolean => Number.isSafeInteger(value) && value >= 0;
  const step = state[State.step / 8]!;
  const cursor = state[State.cursor / 8]!;
  const epoch = state[State.epoch / 8]!;
  const rate = state[State.learningRate / 8]!;
  if (!isCount(step) || !isCount(cursor) || !isCount(epoch) || !(rate > 0 && rate < Infinity)) {
    throw invalid(`"${STATE}" is impossible: step ${step}, row ${cursor}, learning rate ${rate}`);
  }
}

function progressOf(
  get: (name: string, length?: number) => View,
  tensors: ReadonlyMap<string, unknown>,
  parameters: number,
  outputs: number,
): Omit<Progress, 'recording'> {
  const [epoch = -1, bestEpoch = -1, best = Infinity] = get(PLACE, 3);
  if (!Number.isSafeInteger(epoch) || epoch < 0) throw invalid(`"${PLACE}" is impossible: epoch ${epoch}`);
  const histories = [...tensors.keys()].filter((name) => name.startsWith(HISTORY));
  return {
    epoch,
    bestEpoch,
    best,
    history: Object.fromEntries(histories.map((name) => [name.slice(HISTORY.length), Float64Array.from(get(name))])),
    bestWeights: tensors.has(BEST_WEIGHTS) ? get(BEST_WEIGHTS, parameters) : undefined,
    outputs: tensors.has(OUTPUTS) ? get(OUTPUTS, outputs) : undefined,
    sums: tensors.has(SUMS) ? get(SUMS) : undefined,
  };
}

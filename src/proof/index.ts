// `layerwise/proof`: makes the training that a model's card describes again, and compares the bits.
import {
  type DType,
  type LoadOptions,
  type ModelCard,
  Network,
  Trainer,
  type TrainingData,
  isLayerwiseError,
} from '../index.ts';
import { SLICE_MILLISECONDS, giveWay } from '../training/slices.ts';

/** The data of a training. */
export interface ReplayedData extends TrainingData {
  /** What the run was given as `validationData`; what `validationSplit` held out is found again. */
  readonly validationData?: TrainingData;
}

/** The options of `verifyTraining`, those of `Network.load` among them. */
export interface VerifyOptions extends LoadOptions {
  /** Called between slices, with the epochs made and to be made. What it throws ends the replay. */
  readonly onProgress?: (progress: { readonly epoch: number; readonly epochs: number }) => void;
  /** What was done to the network after the training and before it was saved; it is done to the replayed one. */
  readonly finish?: (network: Network<DType>) => void;
}

/** One thing that was compared. */
export interface Check {
  /** `data`, `parameters after epoch 8` and the like. */
  readonly what: string;
  readonly agrees: boolean;
  /** What the file says, and what the replay gave; hashes, numbers or JSON as text. */
  readonly claimed: string;
  readonly found: string;
}

/** What a replay showed. */
export interface Verification {
  /** Whether all checks agree. */
  readonly agrees: boolean;
  /** In the order in which they were made. There is no replay when card, data or first parameters do not agree. */
  readonly checks: readonly Check[];
}

/**
 * Makes the training again that the card in a model's file describes, and compares: the data, the parameters that the
 * seed gives, those at each checkpoint and at the end, the metrics, and then the whole file, byte for byte. It takes as
 * long as the training did, and gives way to the host between slices of about 12 ms. The file alone says how long that
 * is: call it on files of strangers with an `onProgress` that gives up.
 *
 * If all agrees, these settings and this data give this file. It does not show who made it, when, or whether the data
 * is what it is said to be.
 *
 * @param bytes what `network.save({ card: trainer.card() })` returned
 * @param data what was given to `fit` or `start`
 * @throws (rejects with) LayerwiseError INVALID_FILE for a file that is damaged; those of `Trainer` and `fit` for
 * a card or data that cannot be trained with
 */
export async function verifyTraining(
  bytes: Uint8Array,
  data: ReplayedData,
  options: VerifyOptions = {},
): Promise<Verification> {
  const { onProgress, finish, ...loadOptions } = options;
  const file = Network.load(bytes, loadOptions);
  if (!isModelCard(file.card)) return verification([check('card', 'none', 'a card of a training')]);
  const card = file.card;
  const network = file.untrained();
  const trainer = new Trainer(network, card.trainer);
  const { validationData, ...rows } = data;
  const run = trainer.start(rows, {
    ...card.run,
    ...(validationData === undefined ? {} : { validationData }),
    card: true,
  });
  const checks = [
    check('data', card.data, run.fingerprint),
    check('parameters of the seed', card.checkpoints[0]?.parameters, network.hash()),
  ];
  if (!verification(checks).agrees) return verification(checks);
  while (!run.done) {
    try {
      run.advance({ milliseconds: SLICE_MILLISECONDS });
    } catch (error) {
      if (!isLayerwiseError(error)) throw error;
      return verification([...checks, check('course', 'to its end', error.message)]);
    }
    onProgress?.({ epoch: run.epoch, epochs: card.run.epochs });
    await giveWay();
  }
  const replayed = trainer.card();
  checks.push(...compareCourses(card, replayed));
  finish?.(network);
  checks.push(compareFiles(bytes, network.save({ card: { ...card, ...replayed, version: card.version } })));
  return verification(checks);
}

function isModelCard(card: object | undefined): card is ModelCard {
  const { trainer, run, checkpoints } = (card ?? {}) as Partial<Record<keyof ModelCard, unknown>>;
  return isObject(trainer) && isObject(run) && Array.isArray(checkpoints) && checkpoints.every(isObject);
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function compareCourses(card: ModelCard, replayed: ModelCard): Check[] {
  const hashes = new Map(replayed.checkpoints.map(({ epoch, parameters }) => [epoch, parameters]));
  return [
    check('numerics', card.numerics, replayed.numerics),
    ...card.checkpoints
      .slice(1)
      .map(({ epoch, parameters }) => check(`parameters after epoch ${epoch}`, parameters, hashes.get(epoch))),
    check('epochs', card.run.epochs, replayed.run.epochs),
    check('parameters at the end', card.result, replayed.result),
    check('metrics', card.metrics, replayed.metrics),
  ];
}

function compareFiles(claimed: Uint8Array, found: Uint8Array): Check {
  const at = found.findIndex((byte, index) => byte !== claimed[index]);
  const agrees = at < 0 && claimed.length === found.length;
  const differs = at < 0 ? 'another length' : `byte ${at} differs`;
  return { what: 'file', agrees, claimed: `${claimed.length} bytes`, found: agrees ? 'the same' : differs };
}

/** Equal as JSON, as which the file holds the card. */
function check(what: string, claimed: unknown, found: unknown): Check {
  const [a, b] = [claimed, found].map((value) =>
    typeof value === 'string' ? value : (JSON.stringify(value) ?? 'none'),
  );
  return { what, agrees: a === b, claimed: a!, found: b! };
}

function verification(checks: readonly Check[]): Verification {
  return { agrees: checks.every(({ agrees }) => agrees), checks };
}

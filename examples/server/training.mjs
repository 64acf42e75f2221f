// The training thread as the server sees it.
import { Worker } from 'node:worker_threads';
import { Network } from 'layerwise';

export class Training {
  /** The model that answers: its network, hash and number of rows; undefined before the first. */
  model;
  /** What the thread said last: the number of rows on disk, the run under way, why the last one failed. */
  status;
  /** Why the thread ended, if it did. */
  error;
  #thread;
  /** The batches on their way to the disk, by id. */
  #waiting = new Map();
  #sent = 0;

  /**
   * The training whose rows, models and state are in a folder.
   * @throws (rejects with) what the thread failed with
   */
  static async open(folder) {
    const training = new Training();
    await new Promise((resolve, reject) => {
      training.#thread = new Worker(new URL('training-thread.mjs', import.meta.url), { workerData: { folder } })
        .on('message', (message) => {
          training.#receive(message);
          if (message.kind === 'status') resolve();
        })
        .on('error', (error) => {
          training.#fail(error);
          reject(error);
        });
    });
    return training;
  }

  /** The rows on disk and on their way there. */
  get rows() {
    return [...this.#waiting.values()].reduce((sum, { rows }) => sum + rows, this.status.rows);
  }

  /** Resolves when the batch is on disk, with the number of rows there; rejects if the thread ends before. */
  add(batch) {
    const id = this.#sent++;
    this.#thread.postMessage({ kind: 'batch', id, batch });
    return new Promise((resolve, reject) => this.#waiting.set(id, { rows: batch.rows.length, resolve, reject }));
  }

  /** Ends the thread, its state kept. */
  stop() {
    this.#thread.postMessage({ kind: 'stop' });
  }

  #receive({ kind, id, rows, status, bytes }) {
    if (kind === 'status') this.status = status;
    if (kind === 'model') this.model = modelOf(bytes, rows);
    if (kind === 'stored') {
      this.status = { ...this.status, rows };
      this.#waiting.get(id).resolve(rows);
      this.#waiting.delete(id);
    }
  }

  #fail(error) {
    console.error(error);
    this.error = error;
    for (const { reject } of this.#waiting.values()) reject(error);
    this.#waiting.clear();
  }
}

function modelOf(bytes, rows) {
  const network = Network.load(bytes);
  return { network, hash: network.hash(), rows };
}

// What has to outlive the process: a folder of files, each written whole or not at all. A file's name says how many
// rows it is about:
//
//   rows-150.json              a batch, with which there are 150 rows
//   training-150.safetensors   the trainer on the first 150 rows, in the midst of its run
//   model-150.safetensors      the network that came of it
//
// So there is no list of what is there that could disagree with what is there.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { loadFile, saveFile } from 'layerwise/node';

const EXTENSIONS = { rows: 'json', training: 'safetensors', model: 'safetensors' };

export class Store {
  #folder;

  constructor(folder) {
    this.#folder = folder;
    mkdirSync(folder, { recursive: true });
    // A process that was killed in the midst of writing leaves what it had written.
    for (const name of readdirSync(folder)) if (name.endsWith('.tmp')) rmSync(join(folder, name));
  }

  /** The numbers of rows for which there is a file of the kind, in order. */
  counts(kind) {
    const name = new RegExp(`^${kind}-(\\d+)\\.${EXTENSIONS[kind]}$`);
    const matches = readdirSync(this.#folder).map((file) => name.exec(file));
    return matches.flatMap((match) => (match === null ? [] : [Number(match[1])])).sort((a, b) => a - b);
  }

  /** The bytes of a file, or undefined. */
  read(kind, count) {
    return loadFile(this.#path(kind, count));
  }

  write(kind, count, contents) {
    saveFile(this.#path(kind, count), contents);
  }

  remove(kind, count) {
    rmSync(this.#path(kind, count), { force: true });
  }

  #path(kind, count) {
    return join(this.#folder, `${kind}-${count}.${EXTENSIONS[kind]}`);
  }
}

// Compiles AssemblyScript for a test: functions of the kernels that no export of the shipped module shows.
import { main } from 'assemblyscript/asc';

const FOLDER = 'test/assembly/entries';

/** What an entry exports: functions of numbers, and its memory. */
export type Entry = Record<string, (...args: number[]) => number> & { memory: WebAssembly.Memory };

/** The exports of a file of test/assembly/entries, compiled in memory. */
export async function compileEntry(name: string): Promise<Entry> {
  let bytes: BufferSource | undefined;
  const { error, stderr } = await main(
    [`${FOLDER}/${name}.ts`, '--config', `${FOLDER}/asconfig.json`, '--outFile', 'entry.wasm'],
    {
      writeFile: (_, contents) => void (bytes = contents as Uint8Array<ArrayBuffer>),
    },
  );
  if (error !== null || bytes === undefined) throw new Error(`${name} does not compile: ${stderr.toString()}`);
  const { instance } = await WebAssembly.instantiate(bytes);
  return instance.exports as Entry;
}

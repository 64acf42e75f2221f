// A process that trains or predicts, asked line by line: one JSON object each way.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));

/** Native peers as fast as they can be on one thread: no setting of ours in their way. */
function environment() {
  const { OPENBLAS_CORETYPE: _, OPENBLAS_L2_SIZE: __, ...env } = process.env;
  return { ...env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', OMP_WAIT_POLICY: 'PASSIVE' };
}

/** Debian's, or what PYTHON names. */
const python = process.env.PYTHON ?? '/usr/bin/python3';

/** Starts `node host.mjs module argument task`, or the same in Python. */
export function start({ host, python: module }, task) {
  const [command, ...words] = module
    ? [python, here('python/host.py'), module]
    : [process.execPath, here('host.mjs'), ...host];
  const child = spawn(command, [...words, task], { stdio: ['pipe', 'pipe', 'pipe'], env: environment() });
  const errors = [];
  child.stderr.on('data', (text) => errors.push(text));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  child.on('error', (error) => errors.push(Buffer.from(String(error))));
  const ended = new Promise((resolve) => child.on('close', resolve));
  child.stdin.on('error', () => {});
  const answer = async () => {
    const { value, done } = await lines.next();
    if (!done) return JSON.parse(value);
    await ended;
    const text = Buffer.concat(errors).toString().trim().split('\n');
    const line = text.findLast((line) => /Error\b/.test(line)) ?? text.at(-1);
    const missing = /No module named|Cannot find package|ENOENT/.test(line) ? 'not installed: ' : '';
    throw new Error(missing + (line.replaceAll(here('.'), '') || 'the process ended'));
  };
  return {
    /** The first line: the versions. */
    ready: answer(),
    ask(question) {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      return answer();
    },
    end() {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

// The example server as someone has it who copied it: in a folder of its own, with the package beside it.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { setTimeout } from 'node:timers/promises';

import type * as model from '../../examples/server/model.mjs';

/** What `GET /` answers, so far as the tests look at it. */
export interface Status {
  readonly model: { readonly hash: string; readonly rows: number } | null;
  readonly rows: number;
  readonly training: { readonly rows: number; readonly steps: number } | null;
  readonly failure: { readonly reason: string } | null;
}

/** A copy of the example and the folder of its data; the server in it can be started and killed. */
export class ServerBench {
  readonly folder = mkdtempSync(join(tmpdir(), 'layerwise-server-'));
  readonly data = join(this.folder, 'data');
  #server: ChildProcess | undefined;
  #origin = '';

  constructor() {
    cpSync('examples/server', this.folder, { recursive: true, filter: (file) => !file.includes('node_modules') });
    mkdirSync(join(this.folder, 'node_modules'));
    symlinkSync(resolve('.'), join(this.folder, 'node_modules/layerwise'), 'junction');
  }

  /** The copy's own model.mjs. */
  modelModule(): Promise<typeof model> {
    return import(pathToFileURL(join(this.folder, 'model.mjs')).href) as Promise<typeof model>;
  }

  async start(): Promise<void> {
    const server = spawn(process.execPath, [join(this.folder, 'server.mjs')], {
      env: { ...process.env, PORT: '0', DATA: this.data },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    this.#server = server;
    const [line] = (await Promise.race([
      once(server.stdout, 'data'),
      once(server, 'exit').then(([code]) => Promise.reject(new Error(`the server ended with ${code}`))),
    ])) as [Buffer];
    this.#origin = line.toString().trim();
  }

  /** Ends the server; returns its exit code, null if it was killed. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const server = this.#server!;
    const ended = server.exitCode === null && server.signalCode === null ? once(server, 'exit') : undefined;
    server.kill(signal);
    await ended;
    return server.exitCode;
  }

  async remove(): Promise<void> {
    await this.end('SIGKILL');
    rmSync(this.folder, { recursive: true });
  }

  /** Sends a body as it is if it is a string, else as JSON. */
  async ask(method: string, path: string, body?: unknown) {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(this.#origin + path, { method, body: text ?? null });
    return { status: response.status, body: await response.json() };
  }

  /** What `GET /` answers when the condition holds. */
  async waitFor(condition: (status: Status) => boolean): Promise<Status> {
    for (;;) {
      const status = (await this.ask('GET', '/')).body as Status;
      if (condition(status)) return status;
      await setTimeout(10);
    }
  }
}

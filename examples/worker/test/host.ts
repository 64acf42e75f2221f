// The deployed bundle under workerd, with its storage in a folder, so that another process can go on with it.
import { createHmac } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Miniflare, convertV4MiniflareOptions } from 'miniflare';
import type { Settings } from '../src/input.ts';
import type { Failure, Report, RunState } from '../src/store.ts';

const DIST = fileURLToPath(new URL('../dist', import.meta.url));
const SECRET = 'a secret of the tests, not of anything deployed';

/** All that may be in an answer. */
export interface Body {
  readonly error?: string;
  readonly settings: Settings;
  readonly rows: number;
  readonly training: RunState | null;
  readonly failure: Failure | null;
  readonly model: Report | null;
  readonly predictions: readonly { readonly class: string; readonly probabilities: readonly number[] }[];
}

/** What came back. */
export interface Answer {
  readonly status: number;
  readonly body: Body;
}

/** The token of a tenant. */
export const tokenOf = (id: string, secret = SECRET): string => createHmac('sha256', secret).update(id).digest('hex');

/** One workerd after the other on the same storage. */
export class Host {
  readonly #storage = mkdtempSync(join(tmpdir(), 'layerwise-worker-'));
  #miniflare: Miniflare;

  constructor() {
    this.#miniflare = this.#start();
  }

  #start(): Miniflare {
    const wasm = readdirSync(DIST).find((name) => name.endsWith('.wasm'))!;
    return new Miniflare(
      convertV4MiniflareOptions({
        name: 'layerwise-worker',
        modulesRoot: DIST,
        modules: [
          { type: 'ESModule', path: join(DIST, 'index.js') },
          { type: 'CompiledWasm', path: join(DIST, wasm) },
        ],
        compatibilityDate: '2026-10-01',
        durableObjects: { TENANTS: { className: 'Tenant', useSQLite: true } },
        bindings: { TENANT_KEY: SECRET },
        resourcePersistencePath: this.#storage,
        cf: false,
      }),
    );
  }

  /** Ends the process, whatever it is doing, and starts another. */
  async restart(): Promise<void> {
    await this.#miniflare.dispose();
    this.#miniflare = this.#start();
  }

  /** The most memory, in MB, that the process has had so far; Linux only. */
  get peakMegabytes(): number {
    for (const id of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
      const status = existsSync(`/proc/${id}/status`) ? readFileSync(`/proc/${id}/status`, 'utf8') : '';
      if (!/^Name:\s+workerd$/m.test(status) || !new RegExp(`^PPid:\\s+${process.pid}$`, 'm').test(status)) continue;
      return Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)![1]) / 1024;
    }
    throw new Error('no workerd runs');
  }

  /** Evicts a tenant's object from memory, as the platform does. */
  async evict(id: string): Promise<void> {
    await this.#miniflare.unsafeEvictDurableObject('layerwise-worker', 'Tenant', { name: id });
  }

  /** Ends the process and deletes its storage. */
  async dispose(): Promise<void> {
    await this.#miniflare.dispose();
    rmSync(this.#storage, { recursive: true, force: true });
  }

  async fetch(
    path: string,
    init: { method?: string; headers?: Record<string, string>; body?: string } = {},
  ): Promise<Answer> {
    const response = await this.#miniflare.dispatchFetch(`http://worker${path}`, init);
    return { status: response.status, body: (await response.json()) as Body };
  }

  /** Asks as the tenant: `ask('acme', 'POST', '/rows', { … })`. */
  ask(id: string, method: string, action = '', body?: unknown): Promise<Answer> {
    const headers = { Authorization: `Bearer ${tokenOf(id)}` };
    const init = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
    return this.fetch(`/tenants/${id}${action}`, { method, headers, ...init });
  }

  /** What the tenant tells of itself, once `until` is content with it. */
  async waitFor(id: string, until: (told: Body) => unknown): Promise<Body> {
    for (;;) {
      const { body } = await this.ask(id, 'GET');
      if (body.error !== undefined) throw new Error(body.error);
      if (until(body)) return body;
      if (body.failure !== null) throw new Error(body.failure.reason);
      await pause(5);
    }
  }
}

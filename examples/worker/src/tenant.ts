// One tenant: its rows, its model, and the training that leads from one to the other.
import { DurableObject } from 'cloudflare:workers';
import { type DType, Network, isLayerwiseError } from 'layerwise';
import { Refusal, readJson, respond } from './http.ts';
import type { Env } from './index.ts';
import { type Settings, batchFrom, rowsFrom, settingsFrom } from './input.ts';
import { MAX_BODY_BYTES, MAX_ROWS, MAX_VALUES, MIN_ROWS } from './limits.ts';
import { Store } from './store.ts';
import { Training } from './training.ts';

/**
 * The Durable Object of a tenant. It may be evicted at any time: what it holds in memory can be read again from its
 * storage, and what it has in storage is what it had after some slice of training.
 */
export class Tenant extends DurableObject<Env> {
  readonly #store: Store;
  #training: Training | undefined;
  #model: Network<DType> | undefined;

  constructor(context: DurableObjectState, env: Env) {
    super(context, env);
    this.#store = new Store(context.storage);
  }

  /** Answers requests that the Worker has let through. */
  override fetch(request: Request): Promise<Response> {
    return respond(async () => {
      const action = new URL(request.url).pathname.split('/')[3] ?? '';
      switch (`${request.method} ${action}`.trim()) {
        case 'PUT':
          return this.#create(settingsFrom(await readJson(request, MAX_BODY_BYTES)));
        case 'GET':
          return this.#describe();
        case 'DELETE':
          return this.#delete();
        case 'POST rows':
          return this.#addRows(await readJson(request, MAX_BODY_BYTES));
        case 'POST predict':
          return this.#predict(await readJson(request, MAX_BODY_BYTES));
        default:
          throw new Refusal(405, `there is no ${request.method} here`);
      }
    });
  }

  /** One slice of training, stored as a whole; then the alarm is set for the next, until there is nothing to train. */
  override async alarm(): Promise<void> {
    try {
      this.#training ??= Training.open(this.#store);
      if (this.#training === undefined) return;
      const training = this.#training;
      training.advance();
      this.#store.atomically(() => training.save(this.#store));
      if (training.done) this.#forget();
    } catch (error) {
      // Memory may be ahead of storage now. What the data are to blame for is told; all else the platform tries again.
      this.#forget();
      if (!isLayerwiseError(error) || error.code === 'OUT_OF_MEMORY') throw error;
      this.#store.atomically(() => Training.fail(this.#store, error.message));
    }
    await this.ctx.storage.setAlarm(Date.now());
  }

  /** Drops what storage has, too. */
  #forget(): void {
    this.#training = undefined;
    this.#model = undefined;
  }

  #create(settings: Settings): Response {
    const known = this.#store.get('settings');
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(settings)) {
      throw new Refusal(409, 'the tenant has other settings; DELETE it first, with its rows');
    }
    this.#store.put('settings', settings);
    return Response.json({ settings }, { status: known === undefined ? 201 : 200 });
  }

  #describe(): Response {
    return Response.json({
      settings: this.#settings(),
      rows: this.#store.size.rows,
      training: this.#store.get('run') ?? null,
      failure: this.#store.get('failure') ?? null,
      model: this.#store.get('report') ?? null,
    });
  }

  async #delete(): Promise<Response> {
    this.#forget();
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
    return Response.json({ deleted: true });
  }

  async #addRows(body: unknown): Promise<Response> {
    const settings = this.#settings();
    const batch = batchFrom(body, settings);
    const rows = this.#store.size.rows + batch.y.length;
    const most = Math.min(MAX_ROWS, Math.floor(MAX_VALUES / (settings.columns + settings.classes.length)));
    if (rows > most) throw new Refusal(413, `with these there would be ${rows} rows; the tenant may have ${most}`);
    this.#store.atomically(() => this.#store.append(batch));
    await this.ctx.storage.setAlarm(Date.now());
    return Response.json({ rows }, { status: 202 });
  }

  #predict(body: unknown): Response {
    const settings = this.#settings();
    const x = rowsFrom(body, settings);
    const model = (this.#model ??= this.#loadModel());
    const outputs = model.predict(x).toArray();
    const predictions = outputs.map((probabilities) => ({
      class: settings.classes[probabilities.indexOf(Math.max(...probabilities))],
      probabilities,
    }));
    return Response.json({ predictions });
  }

  #loadModel(): Network<DType> {
    const bytes = this.#store.readFile('model');
    if (bytes !== undefined) return Network.load(bytes);
    const { rows } = this.#store.size;
    const reason = rows < MIN_ROWS ? `training begins with ${MIN_ROWS} rows, there are ${rows}` : 'it is being trained';
    throw new Refusal(409, `there is no model yet: ${this.#store.get('failure')?.reason ?? reason}`);
  }

  #settings(): Settings {
    const settings = this.#store.get('settings');
    if (settings === undefined) throw new Refusal(404, 'there is no such tenant; PUT its settings first');
    return settings;
  }
}

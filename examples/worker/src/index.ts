// The Worker: checks who asks, and hands the request to the tenant's own Durable Object.
import { Refusal, respond } from './http.ts';
import type { Tenant } from './tenant.ts';
import { isAuthorized } from './token.ts';

export { Tenant } from './tenant.ts';

/** What wrangler.jsonc binds, and the secret. */
export interface Env {
  readonly TENANTS: DurableObjectNamespace<Tenant>;
  readonly TENANT_KEY?: string;
}

const PATH = /^\/tenants\/([A-Za-z0-9_-]{1,64})(?:\/(?:rows|predict))?$/;

export default {
  fetch(request: Request, env: Env): Promise<Response> {
    return respond(async () => {
      const id = PATH.exec(new URL(request.url).pathname)?.[1];
      if (id === undefined)
        throw new Refusal(404, 'there are /tenants/:id, /tenants/:id/rows and /tenants/:id/predict');
      if (!env.TENANT_KEY) throw new Refusal(503, 'the secret TENANT_KEY is not set');
      if (!(await isAuthorized(request, id, env.TENANT_KEY))) {
        throw new Refusal(401, `needs "Authorization: Bearer" with the token of the tenant "${id}"`);
      }
      return env.TENANTS.getByName(id).fetch(request);
    });
  },
};

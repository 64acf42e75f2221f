// A tenant's token is the HMAC-SHA-256 of its id under the secret TENANT_KEY, in hexadecimal: there is no list of
// tokens to keep, and the token of one tenant is of no use with another's id.

const TOKEN = /^Bearer ([0-9a-f]{64})$/;

/** Whether the request carries the token of the tenant `id`; compared in constant time. */
export async function isAuthorized(request: Request, id: string, secret: string): Promise<boolean> {
  const token = TOKEN.exec(request.headers.get('Authorization') ?? '')?.[1];
  if (token === undefined) return false;
  const encoder = new TextEncoder();
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const key = await crypto.subtle.importKey('raw', encoder.encode(secret), algorithm, false, ['verify']);
  const signature = Uint8Array.from({ length: 32 }, (_, i) => Number.parseInt(token.slice(2 * i, 2 * i + 2), 16));
  return crypto.subtle.verify('HMAC', key, signature, encoder.encode(id));
}

// Requests in, JSON out, and a reason for everything that is refused.

/** A request that cannot be answered: its status and the reason that the caller gets. */
export class Refusal extends Error {
  readonly status: number;

  constructor(status: number, reason: string) {
    super(reason);
    this.status = status;
  }
}

/** The answer as JSON, or the refusal that `answer` throws. */
export async function respond(answer: () => Promise<Response>): Promise<Response> {
  try {
    return await answer();
  } catch (error) {
    if (error instanceof Refusal) return Response.json({ error: error.message }, { status: error.status });
    throw error;
  }
}

/**
 * The body of a request as JSON, read no further than `limit` bytes.
 * @throws Refusal 413 beyond the limit, 400 for what is not JSON
 */
export async function readJson(request: Request, limit: number): Promise<unknown> {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: false });
  let bytes = 0;
  let text = '';
  try {
    for await (const chunk of request.body ?? []) {
      bytes += chunk.byteLength;
      if (bytes > limit) throw new Refusal(413, `the body is longer than ${limit} bytes: send the rows in parts`);
      text += decoder.decode(chunk, { stream: true });
    }
    return JSON.parse(text + decoder.decode());
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) throw new Refusal(400, 'the body is not JSON');
    throw error;
  }
}

// Requests in, JSON out, and a reason for everything that is refused.

/** A request that is not carried out: its status, and the reason that the caller gets. */
export class Refusal extends Error {
  constructor(status, reason, headers = {}) {
    super(reason);
    this.status = status;
    this.headers = headers;
  }
}

/** A listener of `request` that sends what `answer` returns, `{ status = 200, body }`, or why it refuses. */
export function answering(answer) {
  return async (request, response) => {
    try {
      const { status = 200, body } = await answer(request);
      send(response, status, body);
    } catch (error) {
      // A caller that went away in the midst of its request needs no answer.
      if (request.destroyed && !request.complete) return;
      if (error instanceof Refusal) return send(response, error.status, { error: error.message }, error.headers);
      console.error(error);
      send(response, 500, { error: 'the server failed; its log says why' });
    }
  };
}

function send(response, status, body, headers = {}) {
  const bytes = Buffer.from(JSON.stringify(body));
  response.writeHead(status, { ...headers, 'content-type': 'application/json', 'content-length': bytes.length });
  response.end(bytes);
}

/**
 * The body of a request as JSON. Of a body longer than `limit` bytes nothing is kept.
 * @throws Refusal 413 beyond the limit, 400 for what is not JSON
 */
export async function readJson(request, limit) {
  const tooLong = new Refusal(413, `the body is longer than ${limit} bytes: send the rows in parts`);
  if (Number(request.headers['content-length']) > limit) throw tooLong;
  const chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= limit) chunks.push(chunk);
  }
  if (length > limit) throw tooLong;
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks)));
  } catch {
    throw new Refusal(400, 'the body is not JSON in UTF-8');
  }
}

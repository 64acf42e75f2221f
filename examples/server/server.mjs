// Prediction over HTTP, and training meanwhile.
//
//   npm start        PORT=8080 HOST=127.0.0.1 DATA=data
import { createServer } from 'node:http';
import { Refusal, answering, readJson } from './http.mjs';
import { MAX_BODY, MAX_ROWS, batchFrom, rowsFrom } from './input.mjs';
import { classes } from './model.mjs';
import { Training } from './training.mjs';

const { PORT = '8080', HOST = '127.0.0.1', DATA = 'data' } = process.env;

const training = await Training.open(DATA);

const routes = {
  '/': { GET: describe },
  '/predict': { POST: predict },
  '/rows': { POST: addRows },
};

function describe() {
  const { model, status, error } = training;
  const thread = error === undefined ? null : 'training has ended; the log says why';
  return { body: { model: model === undefined ? null : { hash: model.hash, rows: model.rows }, ...status, thread } };
}

/**
 * From the first line after `await` to the answer nothing else runs, so one model makes the whole of an answer, and a
 * swap is an assignment: the next request has the new model, and the old one goes when nobody holds it.
 */
async function predict(request) {
  const rows = rowsFrom(await readJson(request, MAX_BODY));
  const { model, status } = training;
  if (model === undefined) throw new Refusal(409, `there is no model yet, and ${status.rows} rows to make one from`);
  const predictions = model.network
    .predict(rows)
    .toArray()
    .map((probabilities) => ({
      class: classes[probabilities.indexOf(Math.max(...probabilities))],
      probabilities,
    }));
  return { body: { model: model.hash, predictions } };
}

async function addRows(request) {
  const batch = batchFrom(await readJson(request, MAX_BODY));
  if (training.error !== undefined) throw new Refusal(503, 'no rows can be stored; the log says why');
  const rows = training.rows + batch.rows.length;
  if (rows > MAX_ROWS) throw new Refusal(409, `with these there would be ${rows} rows, and ${MAX_ROWS} are kept`);
  return { status: 202, body: { rows: await training.add(batch) } };
}

const server = createServer(
  { requestTimeout: 10_000, headersTimeout: 5_000 },
  answering((request) => {
    const [pathname] = request.url.split('?');
    const methods = Object.hasOwn(routes, pathname) ? routes[pathname] : undefined;
    if (methods === undefined) throw new Refusal(404, `there are ${Object.keys(routes).join(', ')}`);
    const answer = Object.hasOwn(methods, request.method) ? methods[request.method] : undefined;
    const allow = Object.keys(methods).join(', ');
    if (answer === undefined) throw new Refusal(405, `${pathname} takes ${allow}`, { allow });
    return answer(request);
  }),
);
server.maxConnections = 1000;
server.listen(Number(PORT), HOST, () => console.log(`http://${HOST}:${server.address().port}`));

// The requests under way are answered, then the thread keeps its state and the process ends.
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => server.close(() => training.stop()));

// One record in IndexedDB: the training that a reload goes on with.

const STORE = 'trainings';
const KEY = 'last';

/** The result of a request, or of a transaction's end. */
function settled(request, success) {
  return new Promise((resolve, reject) => {
    request.addEventListener(success, () => resolve(request.result));
    for (const failure of ['error', 'abort']) request.addEventListener(failure, () => reject(request.error));
  });
}

async function open() {
  const request = indexedDB.open('layerwise-example', 1);
  request.addEventListener('upgradeneeded', () => request.result.createObjectStore(STORE));
  return settled(request, 'success');
}

const database = open();
// Whoever reads or writes is told of the failure.
database.catch(() => {});

/** The record; undefined if there is none. */
export async function read() {
  const transaction = (await database).transaction(STORE);
  return settled(transaction.objectStore(STORE).get(KEY), 'success');
}

/** Replaces the record; done when it is stored. */
export async function write(record) {
  const transaction = (await database).transaction(STORE, 'readwrite');
  transaction.objectStore(STORE).put(record, KEY);
  await settled(transaction, 'complete');
}

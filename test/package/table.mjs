// A table becomes a model, as users of the package do it.
import assert from 'node:assert/strict';

/** Trains on rows in the text of a file, and takes the model through its own file. */
export async function modelTable({ Network }, { TableModel, fitTable, readCsv }) {
  const lines = Array.from(
    { length: 60 },
    (_, i) => `${i % 10},${i % 2 ? 'red' : 'blue'},${i % 10 > 4 ? 'yes' : 'no'}`,
  );
  const source = () => readCsv(['size,colour,sold', ...lines].join('\n'));
  const model = await fitTable(source, { target: 'sold', hidden: [4], epochs: 30 });
  const row = { size: 9, colour: 'red' };
  const loaded = TableModel.load(model.save());
  assert.deepEqual(loaded.predict(row), model.predict(row));
  assert.equal(model.predict(row).sold, 'yes');
  assert.ok(model.network instanceof Network);
  await assert.rejects(fitTable(source, { target: 'sould' }), /did you mean "sold"/);
}

// fitTable with no options against scikit-learn's MLP and linear model with hand-made preprocessing, on the same rows.
import { createReadStream, readFileSync } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { fitTable, readCsv } from 'layerwise/table';

/** What fit-table.py wrote: of each set, by seed, the scores of both models and a check of the test rows. */
export const tableReferences = JSON.parse(readFileSync(new URL('fit-table.json', import.meta.url), 'utf8')).sets;

const examples = '../../examples/data';

/** Where the files are and what is predicted, the last column unless said. */
const files = {
  breast_cancer: [`${examples}/breast_cancer.csv`, 'diagnosis'],
  iris: [`${examples}/iris.csv`, 'species'],
  wine: ['data/wine.csv', 'target'],
  digits: ['data/digits.csv', 'target'],
  diabetes: ['data/diabetes.csv', 'target'],
  penguins: ['data/penguins.csv', 'species'],
  california: [undefined, 'median_house_value'],
};

/**
 * The scores on the test rows of the network and of the linear model.
 * @param california the file of the California houses, which is not in the repository
 */
export async function fitTableScores(name, seed, california) {
  const [file, target] = files[name];
  const path = file === undefined ? california : new URL(file, import.meta.url);
  const bytes = createReadStream(path);
  const text = String(path).endsWith('.gz') ? bytes.pipe(createGunzip()) : bytes;
  const model = await fitTable(readCsv(text), { target, seed });
  const { scores, test } = model.result;
  const { testRows, testSum } = tableReferences[name][seed];
  if (test.rows.length !== testRows || test.rows.reduce((sum, row) => sum + row, 0) !== testSum)
    throw new Error(`${name}: the reference was tested on other rows`);
  const values = (of) => Object.fromEntries(Object.entries(of).map(([metric, { value }]) => [metric, value]));
  model.dispose();
  return { network: values(scores.network), linear: values(scores.linear), use: model.result.advice.use };
}

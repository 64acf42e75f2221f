// Files that Node wrote: loaded, gone on with and written again to the bit.
import * as layerwise from 'layerwise';
import { verifyTraining } from 'layerwise/proof';
import { describe, expect, test } from 'vitest';
import written from '../build/files.json';
import { begin, data, finish, fromHex, toHex } from '../files.mjs';

const { Network, Trainer } = layerwise;

describe.each(Object.keys(written))('%s', (dtype) => {
  const { network, trainer, finished, proven, predictions } = written[dtype];

  test('a network is loaded and saved', () => {
    const loaded = Network.load(fromHex(network));
    expect([...loaded.predict(data.x).data]).toEqual(predictions);
    expect(toHex(loaded.save())).toBe(network);
  });

  test('a training that is stopped here is the file that Node wrote', () => {
    expect(toHex(begin(layerwise, dtype).save())).toBe(trainer);
  });

  test('a training that Node began is finished', () => {
    const loaded = Trainer.load(fromHex(trainer));
    finish(loaded);
    expect(toHex(loaded.save())).toBe(finished);
  });

  test('a training that Node made is made again, to the byte of its file', async () => {
    const { agrees, checks } = await verifyTraining(fromHex(proven), data);
    expect(checks.filter((check) => !check.agrees)).toEqual([]);
    expect(agrees).toBe(true);
  });
});

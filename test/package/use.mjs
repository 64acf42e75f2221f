import * as layerwise from 'layerwise';
import * as core from 'layerwise/core';
import * as node from 'layerwise/node';
import * as predict from 'layerwise/predict';
import * as proof from 'layerwise/proof';
import { keepModel } from './files.mjs';
import { proveTraining } from './proof.mjs';
import { learnXor } from './xor.mjs';

learnXor(layerwise);
learnXor(core);
keepModel(layerwise, node, predict);
await proveTraining(layerwise, proof);
console.log('use: ES module import');

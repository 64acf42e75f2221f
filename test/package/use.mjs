import * as layerwise from 'layerwise';
import * as exchange from 'layerwise/exchange';
import * as node from 'layerwise/node';
import * as predict from 'layerwise/predict';
import * as proof from 'layerwise/proof';
import * as table from 'layerwise/table';
import { exchangeModel } from './exchange.mjs';
import { keepModel } from './files.mjs';
import { proveTraining } from './proof.mjs';
import { modelTable } from './table.mjs';
import { learnXor } from './xor.mjs';

learnXor(layerwise);
keepModel(layerwise, node, predict);
await proveTraining(layerwise, proof);
await exchangeModel(layerwise, exchange);
await modelTable(layerwise, table);
console.log('use: ES module import');

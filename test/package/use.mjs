import * as layerwise from 'layerwise';
import * as node from 'layerwise/node';
import { keepModel } from './files.mjs';
import { learnXor } from './xor.mjs';

learnXor(layerwise);
keepModel(layerwise, node);
console.log('use: ES module import');

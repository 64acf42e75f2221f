import * as layerwise from 'layerwise';
import { learnXor } from './xor.mjs';

learnXor(layerwise);
console.log('use: ES module import');

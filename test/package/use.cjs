const layerwise = require('layerwise');
const node = require('layerwise/node');
const { keepModel } = require('./files.mjs');
const { learnXor } = require('./xor.mjs');

learnXor(layerwise);
keepModel(layerwise, node);
console.log('use: require');

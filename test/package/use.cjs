const layerwise = require('layerwise');
const { learnXor } = require('./xor.mjs');

learnXor(layerwise);
console.log('use: require');

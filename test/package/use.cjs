const layerwise = require('layerwise');
const node = require('layerwise/node');
const predict = require('layerwise/predict');
const proof = require('layerwise/proof');
const { keepModel } = require('./files.mjs');
const { proveTraining } = require('./proof.mjs');
const { learnXor } = require('./xor.mjs');

learnXor(layerwise);
keepModel(layerwise, node, predict);
proveTraining(layerwise, proof).then(() => console.log('use: require'));

// `layerwise/pool`: the public names, and nothing else.
export { NetworkPool, type NetworkPoolOptions } from './network-pool.ts';
export type { PooledNetwork } from './pooled-network.ts';

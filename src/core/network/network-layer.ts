// The core does not look inside a network.
export { LayerView as NetworkLayer } from '../../network/layer-view.ts';

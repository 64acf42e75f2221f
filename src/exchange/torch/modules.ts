// The layers of the library as modules of torch.nn: their names in a Sequential, what their tensors are called, and the
// Python that makes them.
import type { ActivationConfig } from '../../layers/activations.ts';
import type { Layer } from '../../layers/layer.ts';
import type { AnyLayerConfig } from '../../layers/layers.ts';

/** A layer's place among the modules. */
export interface Module {
  readonly layer: Layer;
  /** What its tensors begin with in the library: `layers.2.` */
  readonly path: string;
  /** The same in the state dict: `4.` */
  readonly prefix: string;
}

/**
 * The layers in order, each followed by those inside of it. In the Sequential the activation of a dense layer is a module
 * of its own.
 */
export function modulesOf(layers: readonly Layer[], path = 'layers', prefix = ''): Module[] {
  let position = 0;
  return layers.flatMap((layer, index) => {
    const module = { layer, path: `${path}.${index}.`, prefix: `${prefix}${position}.` };
    position += layer.config.kind === 'dense' && layer.activation !== 'linear' ? 2 : 1;
    const inside = Object.entries(layer.blocks ?? {}).flatMap(([block, inner]) =>
      modulesOf(inner, module.path + block, `${module.prefix}${block}.`),
    );
    return [module, ...inside];
  });
}

/** What PyTorch calls the parameters of its layers; others keep their names. */
export const tensorNames: { readonly [K in AnyLayerConfig['kind']]?: Readonly<Record<string, string>> } = {
  dense: { weights: 'weight', biases: 'bias' },
  batchNormalization: {
    gamma: 'weight',
    beta: 'bias',
    runningMean: 'running_mean',
    runningVariance: 'running_var',
  },
  layerNormalization: { gamma: 'weight', beta: 'bias' },
  embedding: { weights: 'weight' },
};

/** The activations of torch.nn, by ours. */
const activations: { readonly [N in ActivationConfig['name']]?: (config: never) => string } = {
  relu: () => 'ReLU()',
  leakyRelu: ({ negativeSlope }: { negativeSlope: number }) => `LeakyReLU(${negativeSlope})`,
  sigmoid: () => 'Sigmoid()',
  tanh: () => 'Tanh()',
  softmax: () => 'Softmax(dim=1)',
  elu: ({ alpha }: { alpha: number }) => `ELU(${alpha})`,
  celu: ({ alpha }: { alpha: number }) => `CELU(${alpha})`,
  selu: () => 'SELU()',
  gelu: () => 'GELU()',
  geluTanh: () => "GELU('tanh')",
  silu: () => 'SiLU()',
  softplus: () => 'Softplus()',
  mish: () => 'Mish()',
  logSigmoid: () => 'LogSigmoid()',
  hardSigmoid: () => 'Hardsigmoid()',
  relu6: () => 'ReLU6()',
  hardSwish: () => 'Hardswish()',
  hardTanh: () => 'Hardtanh()',
  softsign: () => 'Softsign()',
};

function activationText(config: ActivationConfig): string | undefined {
  return activations[config.name]?.(config as never);
}

/** The modules of torch.nn that layers are, undefined among them where there is none. */
const texts: { readonly [C in AnyLayerConfig as C['kind']]?: (config: C, layer: Layer) => (string | undefined)[] } = {
  dense({ units, bias, activation }, { inputs }) {
    const linear = `Linear(${inputs}, ${units}${bias === false ? ', bias=False' : ''})`;
    const { name } = activation as ActivationConfig;
    return name === 'linear' ? [linear] : [linear, activationText(activation as ActivationConfig)];
  },
  activation({ activation }) {
    const config = activation as ActivationConfig;
    return config.name === 'linear' ? ['Identity()'] : [activationText(config)];
  },
  dropout: ({ rate }) => [`Dropout(${rate})`],
  batchNormalization: ({ epsilon, momentum }, { inputs }) => [
    `BatchNorm1d(${inputs}, eps=${epsilon}, momentum=${momentum})`,
  ],
  layerNormalization: ({ epsilon }, { inputs }) => [`LayerNorm(${inputs}, eps=${epsilon})`],
};

/** The expression that makes the Sequential; undefined where torch.nn has no module for a layer. */
export function sequentialText(layers: readonly Layer[]): string | undefined {
  const modules = layers.flatMap((layer) => {
    const text = texts[layer.config.kind as AnyLayerConfig['kind']] as
      ((config: unknown, layer: Layer) => (string | undefined)[]) | undefined;
    return text?.(layer.config, layer) ?? [undefined];
  });
  if (modules.includes(undefined)) return undefined;
  return `nn.Sequential(${modules.map((module) => `nn.${module}`).join(', ')})`;
}

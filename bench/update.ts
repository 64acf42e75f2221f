// The update of a trainer by itself, from the sources: bundled by optimizers.mjs.
import { Network, Trainer, type TrainerOptions, dense } from "../src/index.ts";
import { SingleStep } from "../src/training/single-step.ts";
import { setupOf } from "../src/training/trainer.ts";

type DType = "float64" | "float32";

function trainerOf<D extends DType>(dtype: D, inputs: number, units: number, options: object) {
  const network = new Network({ inputs, layers: [dense(units)], dtype });
  return new Trainer(network, { loss: "meanSquaredError", ...options } as TrainerOptions);
}

/** Live views of a trainer's parameters and gradients, and what updates those by these: check, clip, decay, optimizer. */
export function updateOf(dtype: DType, inputs: number, units: number, options: object) {
  const setup = setupOf(trainerOf(dtype, inputs, units, options));
  const { program } = new SingleStep(setup);
  return {
    parameters: () => setup.core.parameters.trainable(),
    gradients: () => setup.memory.gradientView,
    update: () => program.runRanges(["update"], 1),
  };
}

/** The parameters after so many updates by the public way, of gradients that are a function of their place. */
export function applied(
  dtype: DType,
  inputs: number,
  units: number,
  options: object,
  gradientAt: (i: number) => number,
  updates: number,
) {
  const trainer = trainerOf(dtype, inputs, units, options);
  const { network } = trainer;
  const cache = network.forward(new Float64Array(inputs), { cache: true });
  const gradients = network.backward(cache, new Float64Array(units), { loss: "meanSquaredError" });
  gradients.flat.forEach((_, i) => (gradients.flat[i] = gradientAt(i)));
  for (let i = 0; i < updates; i++) trainer.applyGradients(gradients);
  return network.parameters.slice();
}

// Stands in for @assemblyscript/loader in the bundles: release kernels never abort, so there is nothing to make
// readable. The tests, and the debug kernels, go through the loader.

/** An instance of the kernels. */
export function instantiateSync(
  module: WebAssembly.Module,
  imports?: WebAssembly.Imports,
): { instance: WebAssembly.Instance } {
  return { instance: new WebAssembly.Instance(module, imports) };
}

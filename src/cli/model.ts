// The model in a file.
import { type DType, Network } from '../index.ts';
import { TableModel } from '../table/index.ts';
import { about } from './errors.ts';
import { nameOf } from './input.ts';
import { readBytes } from './files.ts';

/** What is told when a report is asked for of a network alone. */
export const NO_REPORT = '--report is for models of tables; this is a network alone';

/**
 * The model of a table, or a network alone.
 * @throws UserError for a file that is no model
 */
export function readModel(path: string): TableModel | Network<DType> {
  return modelIn(path, readBytes(path));
}

/** The same of a file that was read. */
export function modelIn(path: string, bytes: Uint8Array): TableModel | Network<DType> {
  const network = modelOf(path, bytes);
  const { table } = (network.card ?? {}) as { readonly table?: { readonly formatVersion?: unknown } };
  if (table?.formatVersion === undefined) return network;
  return about(failure(path), () => TableModel.load(bytes));
}

/** The network of a file that was read. */
export function modelOf(path: string, bytes: Uint8Array): Network<DType> {
  return about(failure(path), () => Network.load(bytes));
}

function failure(path: string): string {
  return `cannot read ${nameOf(path)} as a model`;
}

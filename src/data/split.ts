import { Matrix } from './matrix.ts';
export function selectRows(m: Matrix, _i: ArrayLike<number>): Matrix {
  return m;
}
export function trainTestSplit(
  data: { x: Matrix; y: Matrix },
  _o: { testShare: number; seed: number },
): { train: { x: Matrix; y: Matrix }; test: { x: Matrix; y: Matrix } } {
  return { train: data, test: data };
}

// The parts in use of packages that come without types.
declare module 'asciichart' {
  export const blue: string;
  export const yellow: string;
  export function plot(
    series: readonly (readonly number[])[],
    options: { height: number; colors: readonly (string | undefined)[]; format: (value: number) => string },
  ): string;
}

declare module 'cli-progress' {
  export interface BarOptions {
    readonly stream: NodeJS.WritableStream;
    readonly format: string;
    readonly barsize: number;
    readonly barCompleteChar: string;
    readonly barIncompleteChar: string;
    readonly hideCursor: boolean;
  }
  export class SingleBar {
    constructor(options: BarOptions);
    start(total: number, value: number, payload: Readonly<Record<string, string>>): void;
    update(value: number, payload: Readonly<Record<string, string>>): void;
    setTotal(total: number): void;
    stop(): void;
  }
}

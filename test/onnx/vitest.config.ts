import { mergeConfig } from 'vitest/config';
import shared from '../../vitest.config.ts';

export default mergeConfig(
  { ...shared, test: {} },
  { test: { include: ['test/onnx/*.test.ts'], testTimeout: 60_000 } },
);

// The rule that keeps src/ to the functions whose bits all engines agree on must find what it is there to find.
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';

let project: string;

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), 'layerwise-lint-'));
  for (const file of ['.oxlintrc.json', 'scripts/lint-rules.mjs']) {
    mkdirSync(dirname(join(project, file)), { recursive: true });
    cpSync(file, join(project, file));
  }
});

afterAll(() => {
  rmSync(project, { recursive: true });
});

function lint(folder: string, code: string) {
  const file = join(project, folder, 'sample.ts');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `export const sample = (x: number) => ${code};\n`);
  const { status, stdout } = spawnSync(process.execPath, [resolve('node_modules/oxlint/bin/oxlint'), file], {
    cwd: project,
    encoding: 'utf8',
  });
  return { status, stdout };
}

test.each(['Math.exp(x)', 'x ** 2', "Math['sin'](x)", 'x + Date.now()', 'globalThis.Math.cos(x)', 'Math.random() * x'])(
  'src/ may not use %s',
  (code) => {
    const { status, stdout } = lint('src', code);
    expect(stdout).toContain('layerwise(');
    expect(status).not.toBe(0);
  },
);

test('src/ may use what is exact', () => {
  expect(lint('src', 'Math.sqrt(Math.abs(x)) * Math.fround(x)')).toMatchObject({ status: 0 });
});

test('the command line may look at the clock', () => {
  expect(lint('src/cli', 'x + performance.now()')).toMatchObject({ status: 0 });
});

import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut, markup, named } from '../../src/report/markup.ts';
import { count, counted, measured, percent, shown } from '../../src/report/numbers.ts';

test('what stands in a template is escaped, once', () => {
  const inner = markup`<b title="${'"><script>'}">${"<&'`"}</b>`;
  expect(markup`<p>${inner}${['a', 1, undefined, false, [inner]]}</p>`.text).toBe(
    '<p><b title="&quot;&gt;&lt;script&gt;">&lt;&amp;&#39;&#96;</b>a1<b title="&quot;&gt;&lt;script&gt;">&lt;&amp;&#39;&#96;</b></p>',
  );
});

test('what looks like markup and was not made here is text', () => {
  const forged = JSON.parse('{"text":"<script>"}') as string;
  expect(markup`${forged}`.text).toBe('[object Object]');
});

test('what cannot be seen is shown by its number', () => {
  const shownText = (text: string): string => markup`${text}`.text;
  expect(shownText('a\u202eb')).toBe('a‹U+202E›b');
  expect(shownText('\u0000\u001b[31m\u2066\ufeff\u200b')).toBe('‹U+0000›‹U+001B›[31m‹U+2066›‹U+FEFF›‹U+200B›');
  expect(shownText('\ud800x')).toBe('‹U+D800›x');
  expect(shownText('x\udc00')).toBe('x‹U+DC00›');
  expect(shownText('👩\u200d💻 שלום e\u0301\n\t')).toBe('👩\u200d💻 שלום e\u0301\n\t');
});

test('no text leaves its place', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 30 }), (text) => {
      const { text: page } = markup`<a href="${text}">${named(text)}</a>`;
      expect(page.match(/[<>"]/g)).toEqual(['<', '"', '"', '>', '<', '>', '<', '>', '<', '>']);
      expect(() => encodeURIComponent(page)).not.toThrow();
    }),
  );
});

test('long names are cut between characters', () => {
  expect(cut('abcdef', 4)).toBe('abc…');
  expect(cut('😀😀😀😀😀', 4)).toBe('😀😀😀…');
  expect(cut('😀'.repeat(1e6), 4)).toBe('😀😀😀…');
  expect(cut('abcd', 4)).toBe('abcd');
});

test.each([
  [0, '0'],
  [0.12345, '0.123'],
  [-0.5, '−0.5'],
  [1234.56, '1235'],
  [123_456.7, '123\u202f457'],
  [1e15, '1e+15'],
  [1.5e-7, '1.5e-7'],
  [NaN, '–'],
  [Infinity, '∞'],
  [-Infinity, '−∞'],
  [null, '–'],
  [undefined, '–'],
])('%d is shown as %s', (value, text) => {
  expect(shown(value)).toBe(text);
});

test('counts, shares and metrics', () => {
  expect([count(1_234_567), count(1234), percent(0.1234, 1), percent(1)]).toEqual([
    '1\u202f234\u202f567',
    '1234',
    '12.3 %',
    '100 %',
  ]);
  expect([counted(1, 'row'), counted(2, 'row'), counted(0, 'class', 'classes')]).toEqual([
    '1 row',
    '2 rows',
    '0 classes',
  ]);
  expect([measured(1), measured(-0.0006), measured(-0.0001), measured(54.321), measured(NaN), measured(null)]).toEqual([
    '1.000',
    '−0.001',
    '0.000',
    '54.32',
    '–',
    '–',
  ]);
});

// Made-up tables, of which each test takes what it needs.
import type { FitTableOptions, Row } from '../../src/table/index.ts';
import { randomValues } from '../support/values.ts';

/** Settings that train in no time, for tests of all but what is learnt. */
export const quick = { hidden: [4], epochs: 2 } satisfies Partial<FitTableOptions>;

const random = randomValues(4000, 7);
const uniform = (i: number): number => (random[i % random.length]! + 1) / 2;

/** Customers: numbers with gaps, categories few and many, a truth value, an id, a text; they churn by age and plan. */
export function customers(count: number): Row[] {
  return Array.from({ length: count }, (_, i) => {
    const age = 20 + Math.floor(60 * uniform(i));
    const plan = ['basic', 'plus', 'team'][Math.floor(3 * uniform(i + 1000)) % 3]!;
    const score = age / 80 + (plan === 'basic' ? 0.4 : 0);
    return {
      customerId: 9000 + i,
      age,
      visits: uniform(i + 2000) < 0.1 ? null : Math.floor(30 * uniform(i + 2500)),
      plan,
      city: `city ${Math.floor(12 * uniform(i + 3000))}`,
      newsletter: uniform(i + 500) < 0.5,
      comment: `comment ${i * 7919}`,
      churned: score > 0.85 ? 'yes' : 'no',
    };
  });
}

/** Houses, whose price is a number. */
export function houses(count: number): Row[] {
  return Array.from({ length: count }, (_, i) => {
    const area = 30 + 200 * uniform(i + 100);
    const near = uniform(i + 1700) < 0.5;
    return { area, near, noise: uniform(i + 2700), price: 1000 * area + (near ? 50000 : 0) + 5000 * uniform(i + 900) };
  });
}

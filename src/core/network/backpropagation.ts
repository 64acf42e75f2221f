export * from '../../network/backpropagation.ts';

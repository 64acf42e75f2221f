// The models of a table.

/** The network or the linear model. */
export type ModelKind = 'network' | 'linear';

// The project's own lint rules, as a plugin of oxlint.

/** IEEE 754 fixes the result of these to the bit; of the others engines may, and do, return different bits. */
const exactFunctions = new Set([
  'abs',
  'ceil',
  'floor',
  'round',
  'trunc',
  'min',
  'max',
  'sqrt',
  'fround',
  'imul',
  'clz32',
]);

/** What differs from run to run. */
const nondeterministic = new Set(['Date', 'performance', 'crypto']);

/** The same bits on every engine: no inexact Math, no `**`, no clock and no randomness of the host. */
const reproducible = {
  create(context) {
    const checkPower = (node) => {
      if (node.operator === '**' || node.operator === '**=') {
        context.report({ node, message: "The bits of ** differ between engines: multiply, or use the kernels' pow." });
      }
    };
    return {
      BinaryExpression: checkPower,
      AssignmentExpression: checkPower,
      Identifier(node) {
        const { parent } = node;
        const isMember = parent.type === 'MemberExpression' && parent.property === node && !parent.computed;
        if (isMember && parent.object.name !== 'globalThis') return;
        if (parent.type.startsWith('TS')) return;
        if (nondeterministic.has(node.name)) {
          context.report({ node, message: `${node.name} differs from run to run: only the command line may use it.` });
        }
        if (node.name !== 'Math') return;
        const isExact =
          parent.type === 'MemberExpression' && !parent.computed && exactFunctions.has(parent.property.name);
        if (!isExact) {
          const allowed = [...exactFunctions].join(', ');
          context.report({ node: parent, message: `Engines differ in its bits. Of Math, src/ may use ${allowed}.` });
        }
      },
    };
  },
};

export default { meta: { name: 'layerwise' }, rules: { reproducible } };

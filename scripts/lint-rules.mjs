// The project's own lint rules, as a plugin of oxlint.

/** IEEE 754 fixes the result of these to the bit; of the others engines may, and do, return different bits. */
const exactFunctions = ['abs', 'ceil', 'floor', 'round', 'trunc', 'min', 'max', 'sqrt', 'fround', 'imul', 'clz32'];

/** The constants are the same float64 everywhere. */
const constants = ['E', 'LN2', 'LN10', 'LOG2E', 'LOG10E', 'PI', 'SQRT1_2', 'SQRT2'];

const isMember = (node) => node.type === 'MemberExpression' && !node.computed;

/** Whether an identifier means the global of its name, rather than a member or a type that is called the same. */
function isGlobal(node) {
  const { parent } = node;
  if (isMember(parent) && parent.property === node) return parent.object.name === 'globalThis';
  return !parent.type.startsWith('TS');
}

/** The same bits on every engine: no `**`, and nothing of Math that is not exact. */
const exactArithmetic = {
  create(context) {
    const checkPower = (node) => {
      if (node.operator === '**' || node.operator === '**=') {
        context.report({ node, message: 'The bits of ** differ between engines: multiply, or let a kernel do it.' });
      }
    };
    return {
      BinaryExpression: checkPower,
      AssignmentExpression: checkPower,
      Identifier(node) {
        if (node.name !== 'Math' || !isGlobal(node)) return;
        if (isMember(node.parent) && [...exactFunctions, ...constants].includes(node.parent.property.name)) return;
        const message = `Its bits differ between engines. Of Math, src/ may use ${exactFunctions.join(', ')} and the constants.`;
        context.report({ node: node.parent, message });
      },
    };
  },
};

/** The same numbers in every run: no clock, and no randomness of the host. */
const deterministic = {
  create(context) {
    return {
      Identifier(node) {
        if (!['Date', 'performance', 'crypto'].includes(node.name) || !isGlobal(node)) return;
        context.report({ node, message: `${node.name} differs from run to run.` });
      },
    };
  },
};

export default {
  meta: { name: 'layerwise' },
  rules: { 'exact-arithmetic': exactArithmetic, deterministic },
};

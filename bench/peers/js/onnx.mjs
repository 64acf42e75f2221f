// A dense network as an ONNX model: Gemm, activation, Gemm …, Softmax. The messages of onnx.proto that it needs, with
// their field numbers.
import protobuf from 'protobufjs';

const { root } = protobuf.parse(
  `
  syntax = "proto3";
  message ModelProto { int64 ir_version = 1; GraphProto graph = 7; repeated OperatorSetIdProto opset_import = 8; }
  message OperatorSetIdProto { string domain = 1; int64 version = 2; }
  message GraphProto {
    repeated NodeProto node = 1; string name = 2; repeated TensorProto initializer = 5;
    repeated ValueInfoProto input = 11; repeated ValueInfoProto output = 12;
  }
  message NodeProto { repeated string input = 1; repeated string output = 2; string op_type = 4; }
  message TensorProto { repeated int64 dims = 1; int32 data_type = 2; string name = 8; bytes raw_data = 9; }
  message ValueInfoProto { string name = 1; TypeProto type = 2; }
  message TypeProto { Tensor tensor_type = 1; message Tensor { int32 elem_type = 1; TensorShapeProto shape = 2; } }
  message TensorShapeProto { repeated Dimension dim = 1; message Dimension { int64 dim_value = 1; } }
`,
  { keepCase: true },
);

const FLOAT = 1;
const operators = { relu: 'Relu', tanh: 'Tanh', sigmoid: 'Sigmoid', softmax: 'Softmax' };

/** The model's bytes; it takes `x` [rows × inputs] and gives `y` [rows × outputs]. */
export function modelOf({ sizes, hidden, last, rows, weights }) {
  const node = [];
  let a = 'x';
  weights.forEach((_, l) => {
    const isLast = l === weights.length - 1;
    node.push({ op_type: 'Gemm', input: [a, `w${l}`, `b${l}`], output: [`z${l}`] });
    a = isLast ? 'y' : `a${l}`;
    node.push({ op_type: operators[isLast ? last : hidden], input: [`z${l}`], output: [a] });
  });
  const bytes = (values) => new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  const initializer = weights.flatMap(({ w, b }, l) => [
    { name: `w${l}`, dims: [sizes[l], sizes[l + 1]], data_type: FLOAT, raw_data: bytes(w) },
    { name: `b${l}`, dims: [sizes[l + 1]], data_type: FLOAT, raw_data: bytes(b) },
  ]);
  const value = (name, columns) => ({
    name,
    type: { tensor_type: { elem_type: FLOAT, shape: { dim: [{ dim_value: rows }, { dim_value: columns }] } } },
  });
  const graph = { name: 'dense', node, initializer, input: [value('x', sizes[0])], output: [value('y', sizes.at(-1))] };
  const model = { ir_version: 8, opset_import: [{ domain: '', version: 13 }], graph };
  return root.lookupType('ModelProto').encode(model).finish();
}

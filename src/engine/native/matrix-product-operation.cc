/** EpochdMatMul as an operation of TensorFlow. `matrix-product.h` tells what it computes. */
#include "matrix-product.h"
#include "operation.h"

namespace epochd {
namespace {

Matrix matrixOf(const View<const float>& input, bool transposed) {
  const size_t row = static_cast<size_t>(input.shape[1]);
  return transposed ? Matrix{input.data, 1, row} : Matrix{input.data, row, 1};
}

class Product {
 public:
  explicit Product(TF_OpKernelConstruction* construction)
      : transposeA_(booleanAttribute(construction, "transpose_a")),
        transposeB_(booleanAttribute(construction, "transpose_b")) {}

  void compute(Call& call) const {
    const auto a = call.input(0, 2);
    const auto b = call.input(1, 2);
    const auto bias = call.input(2, 1);
    const int64_t rows = a.shape[transposeA_ ? 1 : 0], depth = a.shape[transposeA_ ? 0 : 1];
    const int64_t columns = b.shape[transposeB_ ? 0 : 1];
    expect(b.shape[transposeB_ ? 1 : 0] == depth, "Expected as many rows of b as a has columns.");
    expect(bias.shape[0] == columns || bias.shape[0] == 0, "Expected a bias for each column, or none.");
    expect(depth > 0, "Expected at least one column of a.");
    float* const out = call.output(0, {rows, columns});
    matrixProduct({static_cast<int>(rows), static_cast<int>(columns), static_cast<int>(depth),
                   matrixOf(a, transposeA_), matrixOf(b, transposeB_), bias.shape[0] == 0 ? nullptr : bias.data, out});
  }

 private:
  const bool transposeA_;
  const bool transposeB_;
};

const Registered<Product> registeredProduct{{
    "EpochdMatMul",
    {"a: float", "b: float", "bias: float"},
    {"product: float"},
    {"transpose_a: bool", "transpose_b: bool"},
}};

}  // namespace
}  // namespace epochd

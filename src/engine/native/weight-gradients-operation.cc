/** EpochdLstmWeightGrad as an operation of TensorFlow. `weight-gradients.h` tells what it computes. */
#include "operation.h"
#include "weight-gradients.h"

namespace epochd {
namespace {

class LstmWeightGradients {
 public:
  explicit LstmWeightGradients(TF_OpKernelConstruction*) {}

  void compute(Call& call) const {
    const auto inputs = call.input(0, 2);
    const auto hidden = call.input(1, 2);
    const auto gradient = call.input(2, 2);
    const int64_t count = gradient.shape[0], columns = gradient.shape[1];
    const int64_t features = inputs.shape[1], units = hidden.shape[1];
    expect(inputs.shape[0] == count, "Expected as many rows of inputs as of the gradient.");
    expect(hidden.shape[0] == count, "Expected as many rows of hidden states as of the gradient.");
    expect(count > 0, "Expected at least one row.");
    float* const ofInputs = call.output(0, {features, columns});
    float* const ofHidden = call.output(1, {units, columns});
    float* const ofBias = call.output(2, {columns});
    const auto dimension = [](int64_t value) { return static_cast<int>(value); };
    weightGradients({dimension(count), dimension(features), dimension(units), dimension(columns), inputs.data,
                     hidden.data, gradient.data, ofInputs, ofHidden, ofBias});
  }
};

const Registered<LstmWeightGradients> registered{{
    "EpochdLstmWeightGrad",
    {"inputs: float", "hidden: float", "gradient: float"},
    {"of_inputs: float", "of_hidden: float", "of_bias: float"},
    {},
}};

}  // namespace
}  // namespace epochd

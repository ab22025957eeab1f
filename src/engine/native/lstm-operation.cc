/** EpochdLstm and EpochdLstmGrad: the recurrence as operations of TensorFlow. `lstm.h` tells what they compute. */
#include "lstm.h"
#include "operation.h"

namespace epochd {
namespace {

/** [batch, steps, 4·units] and [units, 4·units] that belong together. */
LstmShape shapeOf(const std::vector<int64_t>& gates, const std::vector<int64_t>& recurrent) {
  expect(recurrent[1] == 4 * recurrent[0], "Expected recurrent weights [units, 4 * units].");
  expect(gates[2] == recurrent[1], "Expected as many gates as the recurrent weights have columns.");
  expect(gates[1] > 0, "Expected at least one step.");
  const auto dimension = [](int64_t value) { return static_cast<int>(value); };
  return {dimension(gates[0]), dimension(gates[1]), dimension(recurrent[0])};
}

class Lstm {
 public:
  explicit Lstm(TF_OpKernelConstruction* construction) : sequences_(booleanAttribute(construction, "sequences")) {}

  void compute(Call& call) const {
    const auto projected = call.input(0, 3);
    const auto recurrent = call.input(1, 2);
    const LstmShape shape = shapeOf(projected.shape, recurrent.shape);
    const std::vector<int64_t> every{shape.batch, shape.steps, shape.units};
    const std::vector<int64_t> once{shape.batch, shape.units};
    float* const hidden = call.output(0, sequences_ ? every : once);
    float* const gates = call.outputOver(0, 1, projected.shape);
    float* const cells = call.output(2, every);
    float* const before = call.output(3, every);
    lstmForward({shape, projected.data, recurrent.data, gates, cells, before, sequences_ ? hidden : nullptr,
                 sequences_ ? nullptr : hidden});
  }

 private:
  const bool sequences_;
};

class LstmGradient {
 public:
  explicit LstmGradient(TF_OpKernelConstruction* construction)
      : sequences_(booleanAttribute(construction, "sequences")) {}

  void compute(Call& call) const {
    const auto hiddenGradient = call.input(0, sequences_ ? 3 : 2);
    const auto recurrent = call.input(1, 2);
    const auto gates = call.input(2, 3);
    const auto cells = call.input(3, 3);
    const LstmShape shape = shapeOf(gates.shape, recurrent.shape);
    const std::vector<int64_t> every{shape.batch, shape.steps, shape.units};
    const std::vector<int64_t> once{shape.batch, shape.units};
    expect(cells.shape == every, "Expected cells [batch, steps, units].");
    expect(hiddenGradient.shape == (sequences_ ? every : once), "Expected a gradient of the shape of h.");
    float* const gradient = call.outputOver(2, 0, gates.shape);
    lstmBackward({shape, recurrent.data, gates.data, cells.data, sequences_ ? hiddenGradient.data : nullptr,
                  sequences_ ? nullptr : hiddenGradient.data, gradient});
  }

 private:
  const bool sequences_;
};

const Registered<Lstm> registeredLstm{{
    "EpochdLstm",
    {"projected: float", "recurrent: float"},
    {"hidden: float", "gates: float", "cells: float", "before: float"},
    {"sequences: bool"},
}};

const Registered<LstmGradient> registeredGradient{{
    "EpochdLstmGrad",
    {"hidden_gradient: float", "recurrent: float", "gates: float", "cells: float"},
    {"gradient: float"},
    {"sequences: bool"},
}};

}  // namespace
}  // namespace epochd

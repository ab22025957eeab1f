/**
 * The gradients on all threads. Their rows are few and the sums long, so that here the sums are cut: into two halves, by
 * a rule that knows nothing of threads, because results must not depend on how many there are. Two threads then read
 * each number once, and much of a half lies in the cache of the processor whose recurrence wrote it. More threads share
 * the rows of a half.
 */
#include "weight-gradients.h"

#include <algorithm>

#include "matrix-product.h"
#include "worker-pool.h"

#define EPOCHD_KERNELS "weight-gradients.inc"
#include "every-target.h"

namespace epochd {
namespace {

constexpr int ROWS_EACH = 6;
/** A sum that is shorter is left whole, and so are sums of fewer multiplications. */
constexpr int HALF_COUNT_MIN = 256;
constexpr double HALF_MULTIPLICATIONS_MIN = 500e3;

/** Where the results of a half go. */
struct Results {
  float* ofInputs;
  float* ofHidden;
  float* ofBias;
};

int share(int total, int piece, int pieces) { return static_cast<int>(static_cast<int64_t>(total) * piece / pieces); }

int halvesOf(const WeightGradients& of) {
  const double multiplications = double(of.count) * of.columns * (of.features + of.units);
  return of.count >= 2 * HALF_COUNT_MIN && multiplications >= 2 * HALF_MULTIPLICATIONS_MIN ? 2 : 1;
}

/** Rows `first` to `end` of both products, where the inputs' come before the hidden states'. */
void multiplyRows(const WeightGradients& of, int firstCount, int count, int first, int end, const Results& to) {
  const auto left = [&](const float* data, int width) {
    return Matrix{data + size_t(firstCount) * width, 1, static_cast<size_t>(width)};
  };
  const Matrix gradient{of.gradient + size_t(firstCount) * of.columns, static_cast<size_t>(of.columns), 1};
  const MatrixProduct products[2] = {
      {of.features, of.columns, count, left(of.inputs, of.features), gradient, nullptr, to.ofInputs},
      {of.units, of.columns, count, left(of.hidden, of.units), gradient, nullptr, to.ofHidden},
  };
  const int border = std::clamp(of.features, first, end);
  const ProductPart parts[2] = {
      {first, border - first, 0, of.columns},
      {border - of.features, end - border, 0, of.columns},
  };
  EPOCHD_PICK(multiplyBoth)(products, parts, first == 0 ? to.ofBias : nullptr);
}

void addHalf(const WeightGradients& of, const Results& half) {
  const size_t columns = of.columns, inputs = of.features * columns, hidden = of.units * columns;
  const auto add = EPOCHD_PICK(addNumbers);
  // Cut where the two pieces are about alike.
  const size_t first = std::min(inputs, (inputs + hidden) / 2);
  WorkerPool::shared().run(2, [&](int piece) {
    if (piece == 0) return add(of.ofInputs, half.ofInputs, first);
    add(of.ofInputs + first, half.ofInputs + first, inputs - first);
    add(of.ofHidden, half.ofHidden, hidden);
    add(of.ofBias, half.ofBias, columns);
  });
}

}  // namespace

void weightGradients(const WeightGradients& of) {
  const int halves = halvesOf(of);
  const int rows = of.features + of.units, units = (rows + ROWS_EACH - 1) / ROWS_EACH;
  const int groups = std::clamp(WorkerPool::shared().threads() / halves, 1, units);
  const Scratch second(halves == 1 ? 0 : size_t(rows + 1) * of.columns);
  const Results results[2] = {
      {of.ofInputs, of.ofHidden, of.ofBias},
      {second, second + size_t(of.features) * of.columns, second + size_t(rows) * of.columns},
  };
  WorkerPool::shared().run(halves * groups, [&](int piece) {
    const int half = piece / groups, group = piece % groups;
    const int first = share(of.count, half, halves), count = share(of.count, half + 1, halves) - first;
    const int begin = share(units, group, groups) * ROWS_EACH;
    const int end = std::min(rows, share(units, group + 1, groups) * ROWS_EACH);
    multiplyRows(of, first, count, begin, end, results[half]);
  });
  if (halves == 2) addHalf(of, results[1]);
}

}  // namespace epochd

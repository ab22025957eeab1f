/** The product on all threads: cut along its rows or its columns, never along the depth, so that no sum is split. */
#include "matrix-product.h"

#include <algorithm>

#include "worker-pool.h"

#define EPOCHD_KERNELS "matrix-product.inc"
#include "every-target.h"

namespace epochd {
namespace {

/** Parts begin at multiples of these, whatever the vectors: a whole number of tiles. */
constexpr int ROWS_EACH = 6;
constexpr int COLUMNS_EACH = 64;
/** Fewer multiplications than this are done before another thread has woken. */
constexpr double MULTIPLICATIONS_EACH_MIN = 500e3;

int pieceCount(const MatrixProduct& product, int units) {
  const double multiplications = double(product.rows) * product.columns * product.depth;
  const int useful = static_cast<int>(std::min(1e6, multiplications / MULTIPLICATIONS_EACH_MIN)) + 1;
  return std::min({WorkerPool::shared().threads(), useful, units});
}

/** Where piece `piece` of `pieces` begins, in units of `each`. */
int begin(int total, int each, int piece, int pieces) {
  const int64_t units = (total + each - 1) / each;
  return static_cast<int>(std::min<int64_t>(total, units * piece / pieces * each));
}

}  // namespace

void matrixProduct(const MatrixProduct& product) {
  const bool byColumns = product.columns >= COLUMNS_EACH * WorkerPool::shared().threads() && product.a.right != 1;
  const int each = byColumns ? COLUMNS_EACH : ROWS_EACH;
  const int total = byColumns ? product.columns : product.rows;
  const int pieces = pieceCount(product, (total + each - 1) / each);
  const auto multiply = EPOCHD_PICK(multiplyPart);
  WorkerPool::shared().run(pieces, [&](int piece) {
    const int first = begin(total, each, piece, pieces);
    const int count = begin(total, each, piece + 1, pieces) - first;
    if (byColumns) multiply(product, ProductPart{0, product.rows, first, count});
    else multiply(product, ProductPart{first, count, 0, product.columns});
  });
}

}  // namespace epochd

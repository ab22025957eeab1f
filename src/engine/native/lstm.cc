/** The recurrence on all threads: each carries some rows of the batch through all steps. */
#include "lstm.h"

#include "worker-pool.h"

#define EPOCHD_KERNELS "lstm.inc"
#include "every-target.h"

namespace epochd {
namespace {

/** `task(firstRow, rows)` for every thread's share of the batch. */
template <class Task>
void shareRows(int batch, const Task& task) {
  WorkerPool& pool = WorkerPool::shared();
  const int pieces = pool.threads() < batch ? pool.threads() : batch;
  pool.run(pieces, [&](int piece) {
    const int first = static_cast<int>(static_cast<int64_t>(batch) * piece / pieces);
    const int end = static_cast<int>(static_cast<int64_t>(batch) * (piece + 1) / pieces);
    task(first, end - first);
  });
}

constexpr int WIDTH_MAX = 16;

/** Floats of the packed weights, for the widest vectors. */
size_t packedSize(int units) {
  const size_t padded = (units + WIDTH_MAX - 1) / WIDTH_MAX * WIDTH_MAX;
  return 4 * padded * units;
}

}  // namespace

void lstmForward(const LstmForward& lstm) {
  const Scratch packed(packedSize(lstm.shape.units));
  EPOCHD_PICK(packForward)(lstm.recurrent, lstm.shape.units, packed);
  const auto rows = EPOCHD_PICK(forwardRows);
  shareRows(lstm.shape.batch, [&](int first, int count) { rows(lstm, packed, first, count); });
}

void lstmBackward(const LstmBackward& lstm) {
  const Scratch packed(packedSize(lstm.shape.units));
  EPOCHD_PICK(packBackward)(lstm.recurrent, lstm.shape.units, packed);
  const auto rows = EPOCHD_PICK(backwardRows);
  shareRows(lstm.shape.batch, [&](int first, int count) { rows(lstm, packed, first, count); });
}

}  // namespace epochd

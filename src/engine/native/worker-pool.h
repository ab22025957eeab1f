/**
 * A few threads that share the pieces of one kernel at a time. TensorFlow's own pool cannot be had through its C
 * interface. Knows nothing of what the pieces are.
 *
 * DESIGN: as many threads as TF_NUM_INTRAOP_THREADS says, or as there are processors: the caller and n − 1 workers,
 * which live as long as the process. The caller cuts its work into pieces that do not depend on who computes them, so
 * results are the same bytes whoever does. A job is published as one 64-bit ticket, (number of the job, pieces
 * left); whoever claims a piece takes one off by compare-and-swap, so a worker that wakes late finds nothing left,
 * never an old job. The job's fields may be read only after a claim: the caller cannot leave before every claimed
 * piece is done. One job at a time: a second session that comes meanwhile computes its pieces alone.
 * Workers spin for a short time after a job, because the next kernel of a training step is often near, then sleep.
 */
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace epochd {

class WorkerPool {
 public:
  /** The process' pool. Never destroyed, because its threads never end. */
  static WorkerPool& shared();

  int threads() const { return threads_; }

  /** Calls `task(piece)` for each of 0 … pieces − 1, on several threads; returns when all are done. No throwing. */
  template <class Task>
  void run(int pieces, const Task& task) {
    runPieces(pieces, [](const void* context, int piece) { (*static_cast<const Task*>(context))(piece); }, &task);
  }

 private:
  using Function = void (*)(const void* context, int piece);

  explicit WorkerPool(int threads);
  void runPieces(int pieces, Function function, const void* context);
  void publish(int pieces, Function function, const void* context);
  bool claimAndRun();
  void work();
  bool spinForWork();
  void sleepUntilWork();
  bool hasWork() const { return (ticket_.load() & PIECES) != 0; }

  static constexpr uint64_t PIECES = 0xffffffff;

  const int threads_;
  std::mutex oneJob_;
  Function function_ = nullptr;
  const void* context_ = nullptr;
  alignas(64) std::atomic<uint64_t> ticket_{0};
  alignas(64) std::atomic<int> unfinished_{0};
  std::atomic<int> sleepers_{0};
  std::mutex sleep_;
  std::condition_variable wake_;
};

}  // namespace epochd

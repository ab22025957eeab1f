/** The pool's threads. The header tells how they work together. */
#include "worker-pool.h"

#include "flush-denormals.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <thread>

#if defined(__linux__)
#include <sched.h>
#endif

namespace epochd {
namespace {

constexpr int THREADS_MAX = 64;
/** About the time in which a sleeping thread wakes: spinning longer than that wins less than it costs. */
constexpr std::chrono::microseconds SPIN{30};

int processors() {
#if defined(__linux__)
  cpu_set_t allowed;
  if (sched_getaffinity(0, sizeof allowed, &allowed) == 0) return CPU_COUNT(&allowed);
#endif
  return static_cast<int>(std::thread::hardware_concurrency());
}

int chooseThreads() {
  const char* wished = std::getenv("TF_NUM_INTRAOP_THREADS");
  const int threads = wished == nullptr ? 0 : std::atoi(wished);
  return std::min(THREADS_MAX, std::max(1, threads > 0 ? threads : processors()));
}

inline void relax() {
#if defined(__x86_64__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  asm volatile("yield");
#endif
}

}  // namespace

WorkerPool& WorkerPool::shared() {
  static WorkerPool* pool = new WorkerPool(chooseThreads());
  return *pool;
}

WorkerPool::WorkerPool(int threads) : threads_(threads) {
  for (int worker = 1; worker < threads; ++worker) std::thread(&WorkerPool::work, this).detach();
}

void WorkerPool::runPieces(int pieces, Function function, const void* context) {
  // As in the workers: a piece gives the same numbers, whoever computes it.
  const FlushDenormals flush;
  std::unique_lock<std::mutex> turn(oneJob_, std::defer_lock);
  if (pieces < 2 || threads_ < 2 || !turn.try_lock()) {
    for (int piece = 0; piece < pieces; ++piece) function(context, piece);
    return;
  }
  publish(pieces, function, context);
  while (claimAndRun()) {
  }
  // At most one piece is left at each worker. If the system took its processor away, this one gives way to it.
  for (int spins = 0; unfinished_.load(std::memory_order_acquire) != 0; ++spins) {
    if (spins < 4096) relax();
    else std::this_thread::yield();
  }
}

void WorkerPool::publish(int pieces, Function function, const void* context) {
  function_ = function;
  context_ = context;
  unfinished_.store(pieces, std::memory_order_relaxed);
  const uint64_t job = (ticket_.load(std::memory_order_relaxed) >> 32) + 1;
  ticket_.store(job << 32 | static_cast<uint32_t>(pieces));
  if (sleepers_.load() == 0) return;
  std::lock_guard<std::mutex> lock(sleep_);
  wake_.notify_all();
}

/** @returns whether there was a piece. */
bool WorkerPool::claimAndRun() {
  uint64_t ticket = ticket_.load();
  do {
    if ((ticket & PIECES) == 0) return false;
  } while (!ticket_.compare_exchange_weak(ticket, ticket - 1));
  function_(context_, static_cast<int>(ticket & PIECES) - 1);
  unfinished_.fetch_sub(1, std::memory_order_release);
  return true;
}

void WorkerPool::work() {
  const FlushDenormals flush;
  for (;;) {
    while (claimAndRun()) {
    }
    if (!spinForWork()) sleepUntilWork();
  }
}

bool WorkerPool::spinForWork() {
  const auto end = std::chrono::steady_clock::now() + SPIN;
  while (std::chrono::steady_clock::now() < end) {
    for (int spins = 0; spins < 16; ++spins) {
      if (hasWork()) return true;
      relax();
    }
  }
  return false;
}

void WorkerPool::sleepUntilWork() {
  std::unique_lock<std::mutex> lock(sleep_);
  sleepers_.fetch_add(1);
  // Looked at after the count went up: a publisher either sees the sleeper or is seen by it.
  wake_.wait(lock, [this] { return hasWork(); });
  sleepers_.fetch_sub(1);
}

}  // namespace epochd

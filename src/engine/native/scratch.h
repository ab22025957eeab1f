/** Memory that a kernel needs while it runs: aligned for every vector, freed at the end of the block. */
#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>

namespace epochd {

class Scratch {
 public:
  /** @throws std::bad_alloc, which the kernels' frame turns into TensorFlow's "resource exhausted". */
  explicit Scratch(size_t floats) {
    const size_t bytes = (floats * sizeof(float) + ALIGNMENT_BYTES - 1) / ALIGNMENT_BYTES * ALIGNMENT_BYTES;
    memory_ = static_cast<float*>(std::aligned_alloc(ALIGNMENT_BYTES, bytes == 0 ? ALIGNMENT_BYTES : bytes));
    if (memory_ == nullptr) throw std::bad_alloc();
  }
  ~Scratch() { std::free(memory_); }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;

  operator float*() const { return memory_; }

 private:
  static constexpr size_t ALIGNMENT_BYTES = 64;
  float* memory_;
};

}  // namespace epochd

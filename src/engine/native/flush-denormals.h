// Takes numbers too small for float32's full precision as zero, as TensorFlow does in its own threads: the moments of an
// optimizer decay into them, and a processor computes with them a hundred times more slowly. A graph that runs in the
// caller's thread needs it there; JavaScript, which owns that thread, must not notice.
#pragma once

#if defined(__SSE__)
#include <xmmintrin.h>
#endif

namespace epochd {

class FlushDenormals {
 public:
#if defined(__SSE__)
  FlushDenormals() : before_(_mm_getcsr()) { _mm_setcsr(before_ | kFlushToZero | kDenormalsAreZero); }
  ~FlushDenormals() { _mm_setcsr(before_); }

 private:
  static constexpr unsigned kFlushToZero = 0x8000;
  static constexpr unsigned kDenormalsAreZero = 0x0040;
  unsigned before_;
#elif defined(__aarch64__)
  FlushDenormals() {
    asm volatile("mrs %0, fpcr" : "=r"(before_));
    asm volatile("msr fpcr, %0" : : "r"(before_ | kFlushToZero));
  }
  ~FlushDenormals() { asm volatile("msr fpcr, %0" : : "r"(before_)); }

 private:
  static constexpr unsigned long kFlushToZero = 1ul << 24;
  unsigned long before_;
#endif
};

}  // namespace epochd

/**
 * Compiles one file of kernels several times, once for each set of vector instructions, and picks one at run time:
 * the addon may be built on one machine and run on another. Knows nothing of what the kernels compute.
 *
 * To use it: define EPOCHD_KERNELS as the quoted name of a file of kernels and include this header. What the file
 * declares is then in epochd::avx512, epochd::avx2 and epochd::plain, and `EPOCHD_PICK(f)` is the best of the three
 * for this processor. The file must include nothing from outside and define no lambdas: a compiler may forget the
 * instruction set in their bodies.
 *
 * On other processors than x86-64 (arm64 has its vectors always) there is the plain one alone.
 */
// No guard: included once by each source file.
#include <cmath>
#include <cstdint>
#include <cstring>

#include "processor.h"
#include "scratch.h"

#if defined(__x86_64__)
#include <immintrin.h>

#if defined(__clang__)
#define EPOCHD_PRAGMA(text) _Pragma(#text)
#define EPOCHD_BEGIN_TARGET(set) EPOCHD_PRAGMA(clang attribute push(__attribute__((target(set))), apply_to = function))
#define EPOCHD_END_TARGET _Pragma("clang attribute pop")
#else
#define EPOCHD_PRAGMA(text) _Pragma(#text)
#define EPOCHD_BEGIN_TARGET(set) _Pragma("GCC push_options") EPOCHD_PRAGMA(GCC target(set))
#define EPOCHD_END_TARGET _Pragma("GCC pop_options")
#endif

EPOCHD_BEGIN_TARGET("avx512f,avx512vl,avx512dq,avx512bw,avx2,fma")
namespace epochd::avx512 {
namespace {
constexpr int WIDTH = 16;
constexpr int REGISTERS = 32;
#include "vector.inc"
#include EPOCHD_KERNELS
}  // namespace
}  // namespace epochd::avx512
EPOCHD_END_TARGET

EPOCHD_BEGIN_TARGET("avx2,fma")
namespace epochd::avx2 {
namespace {
constexpr int WIDTH = 8;
constexpr int REGISTERS = 16;
#include "vector.inc"
#include EPOCHD_KERNELS
}  // namespace
}  // namespace epochd::avx2
EPOCHD_END_TARGET

#define EPOCHD_PICK(function)                                                                      \
  (::epochd::hasAvx512() ? &::epochd::avx512::function                                             \
   : ::epochd::hasAvx2() ? &::epochd::avx2::function                                               \
                         : &::epochd::plain::function)
#else
#define EPOCHD_PICK(function) (&::epochd::plain::function)
#endif

namespace epochd::plain {
namespace {
constexpr int WIDTH = 4;
#if defined(__aarch64__)
constexpr int REGISTERS = 32;
#else
constexpr int REGISTERS = 16;
#endif
#include "vector.inc"
#include EPOCHD_KERNELS
}  // namespace
}  // namespace epochd::plain

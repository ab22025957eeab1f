/**
 * What the processor that runs us can do, asked once. Not what the compiling one could.
 * EPOCHD_VECTORS=avx2 or plain keeps to smaller vectors, as an older processor would: so that tests reach them.
 */
#pragma once

#include <cstdlib>
#include <cstring>

namespace epochd {

#if defined(__x86_64__)
inline bool isAllowed(const char* vectors) {
  const char* wished = std::getenv("EPOCHD_VECTORS");
  return wished == nullptr || std::strcmp(wished, vectors) == 0;
}

inline bool hasAvx2() {
  static const bool has = (isAllowed("avx512") || isAllowed("avx2")) && __builtin_cpu_supports("avx2") &&
                          __builtin_cpu_supports("fma");
  return has;
}

inline bool hasAvx512() {
  static const bool has = isAllowed("avx512") && hasAvx2() && __builtin_cpu_supports("avx512f") &&
                          __builtin_cpu_supports("avx512vl") && __builtin_cpu_supports("avx512dq") &&
                          __builtin_cpu_supports("avx512bw");
  return has;
}
#endif

}  // namespace epochd

/**
 * The convolution with pooling on all threads. Forward and the images' gradient are cut by images, the weights'
 * gradient by filters: so nothing is summed across threads, and the bytes do not depend on how many there are.
 */
#include "conv-pool.h"

#include <algorithm>
#include <vector>

#include "worker-pool.h"

#define EPOCHD_KERNELS "conv-pool.inc"
#include "every-target.h"

namespace epochd {
namespace {

constexpr int WIDTH_MAX = 16;
/** So that a thread which the system holds up does not hold up the others; more cost more than they gain. */
constexpr int PIECES_PER_THREAD = 2;

/** `task(first, count)` for pieces of `total`. */
template <class Task>
void share(int total, const Task& task) {
  WorkerPool& pool = WorkerPool::shared();
  const int pieces = std::min(total, pool.threads() == 1 ? 1 : pool.threads() * PIECES_PER_THREAD);
  pool.run(pieces, [&](int piece) {
    const int first = static_cast<int>(static_cast<int64_t>(total) * piece / pieces);
    const int end = static_cast<int>(static_cast<int64_t>(total) * (piece + 1) / pieces);
    task(first, end - first);
  });
}

/** One thread's images with zeros around them, and a vector after them that may be read. */
class Padded {
 public:
  explicit Padded(const ConvPoolShape& shape) : shape_(shape), memory_(shape.paddedSize() + WIDTH_MAX) {
    std::memset(memory_, 0, (shape.paddedSize() + WIDTH_MAX) * sizeof(float));
  }

  float* memory() { return memory_; }

  const float* copy(const float* image) {
    const size_t row = size_t(shape_.width) * shape_.channels;
    for (int y = 0; y < shape_.height; ++y) std::memcpy(inner(y), image + y * row, row * sizeof(float));
    return memory_;
  }

  /** Takes what lies within the zeros, and sets everything to zero again. */
  void moveTo(float* image) {
    const size_t row = size_t(shape_.width) * shape_.channels;
    for (int y = 0; y < shape_.height; ++y) std::memcpy(image + y * row, inner(y), row * sizeof(float));
    std::memset(memory_, 0, (shape_.paddedSize() + WIDTH_MAX) * sizeof(float));
  }

 private:
  float* inner(int y) {
    return memory_ + size_t(shape_.padTop + y) * shape_.rowSize() + size_t(shape_.padLeft) * shape_.channels;
  }

  const ConvPoolShape& shape_;
  Scratch memory_;
};

std::vector<int> cornersOf(const ConvPoolShape& shape) {
  std::vector<int> corners(shape.windows());
  for (int window = 0; window < shape.windows(); ++window) corners[window] = shape.patch(window, 0);
  return corners;
}

/** Calls `task(image, number)` for all images, padded; the last one always as a copy, so that it may be overread. */
template <class Task>
void forPaddedImages(const ConvPoolShape& shape, const float* images, int first, int count, const Task& task) {
  Padded padded(shape);
  for (int number = first; number < first + count; ++number) {
    const float* const image = images + number * shape.imageSize();
    const bool direct = !shape.isPadded() && number < shape.batch - 1;
    task(direct ? image : padded.copy(image), number);
  }
}

struct FilterGradient {
  const ConvPoolBackward& given;
  const float* images;
  float* weightGradient;
  float* biasGradient;
};

/** The gradient of some filters, from all images. */
void filterGradients(const FilterGradient& call, const std::vector<int>& corners, int first, int filters) {
  const ConvPoolShape& shape = call.given.shape;
  const int width = EPOCHD_PICK(vectorWidth)();
  const int run = (shape.run() + width - 1) / width * width;
  const size_t filterSize = size_t(shape.kernelHeight) * run;
  // The biases' too: pieces that added to neighbours in one array would fight for its cache lines.
  const Scratch sums(filters * (filterSize + 1));
  std::memset(sums, 0, filters * (filterSize + 1) * sizeof(float));
  float* const biases = sums + filters * filterSize;
  forPaddedImages(shape, call.images, 0, shape.batch, [&](const float* image, int number) {
    EPOCHD_PICK(filterGradient)
    (call.given, corners.data(), image, number, first, filters, sums, biases);
  });
  std::copy_n(biases, filters, call.biasGradient + first);
  for (int row = 0; row < shape.kernelHeight; ++row) {
    for (int tap = 0; tap < shape.run(); ++tap) {
      float* const to = call.weightGradient + (size_t(row) * shape.run() + tap) * shape.filters + first;
      for (int filter = 0; filter < filters; ++filter) to[filter] = sums[filter * filterSize + row * run + tap];
    }
  }
}

/** The gradient of one vector of filters with few taps, from all images. */
void fewTapsGradients(const FilterGradient& call, const std::vector<int>& corners, int first, int filters) {
  const ConvPoolShape& shape = call.given.shape;
  const int width = EPOCHD_PICK(vectorWidth)();
  std::vector<int> offsets(shape.taps());
  for (int tap = 0; tap < shape.taps(); ++tap) {
    offsets[tap] = tap / shape.run() * shape.rowSize() + tap % shape.run();
  }
  const Scratch sums((shape.taps() + 1) * size_t(width));
  std::memset(sums, 0, (shape.taps() + 1) * size_t(width) * sizeof(float));
  float* const biases = sums + shape.taps() * size_t(width);
  forPaddedImages(shape, call.images, 0, shape.batch, [&](const float* image, int number) {
    EPOCHD_PICK(fewTapsOf)(call.given, corners.data(), offsets.data(), image, number, first, sums, biases);
  });
  for (int tap = 0; tap < shape.taps(); ++tap) {
    std::copy_n(sums + tap * size_t(width), filters, call.weightGradient + size_t(tap) * shape.filters + first);
  }
  std::copy_n(biases, filters, call.biasGradient + first);
}

}  // namespace

void convPoolForward(const ConvPoolForward& call) {
  const ConvPoolShape& shape = call.shape;
  const Scratch packed((size_t(shape.filters) + 2 * WIDTH_MAX) * shape.taps());
  EPOCHD_PICK(packFilters)(shape, call.weights, packed);
  share(shape.batch, [&](int first, int count) {
    forPaddedImages(shape, call.images, first, count, [&](const float* image, int number) {
      EPOCHD_PICK(convolveImage)(call, packed, image, number);
    });
  });
}

void convPoolImageGradient(const ConvPoolBackward& call, const float* weights, float* imageGradient) {
  const ConvPoolShape& shape = call.shape;
  const std::vector<int> corners = cornersOf(shape);
  const Scratch packed(size_t(shape.filters) * shape.kernelHeight * (shape.run() + WIDTH_MAX));
  EPOCHD_PICK(packTaps)(shape, weights, packed);
  share(shape.batch, [&](int first, int count) {
    Padded padded(shape);
    for (int number = first; number < first + count; ++number) {
      EPOCHD_PICK(imageGradient)(call, packed, corners.data(), number, padded.memory());
      padded.moveTo(imageGradient + number * shape.imageSize());
    }
  });
}

void convPoolFilterGradient(const ConvPoolBackward& call, const float* images, float* weightGradient,
                            float* biasGradient) {
  const ConvPoolShape& shape = call.shape;
  const std::vector<int> corners = cornersOf(shape);
  const FilterGradient wanted{call, images, weightGradient, biasGradient};
  if (!EPOCHD_PICK(hasFewTaps)(shape)) {
    share(shape.filters, [&](int first, int count) { filterGradients(wanted, corners, first, count); });
    return;
  }
  const int width = EPOCHD_PICK(vectorWidth)();
  WorkerPool::shared().run((shape.filters + width - 1) / width, [&](int piece) {
    fewTapsGradients(wanted, corners, piece * width, std::min(width, shape.filters - piece * width));
  });
}

}  // namespace epochd

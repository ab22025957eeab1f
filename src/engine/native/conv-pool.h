/**
 * A convolution, its bias, ReLU and a max pooling by 2×2 as one function, forward and backward, on plain arrays.
 * Knows nothing of TensorFlow.
 *
 *   y[b,p,f] = max over the window of p of relu(bias[f] + Σ x[b, pixel + tap, c] · w[tap, c, f])
 *
 * Images lie as [batch, height, width, channels]. Strides of 1, any kernel, zeros around the image if wished; the
 * windows of the pooling do not overlap, and a last odd row or column is left out, as with padding "valid".
 *
 * What makes it fast is not the arithmetic: the convolution's own output is never written, pixels that no window
 * sees are not computed, and backward only one pixel of each window has a gradient, so that both gradients take a
 * quarter of the products that a convolution's gradient takes, and less where ReLU was at rest.
 */
#pragma once

#include <cstddef>
#include <cstdint>

namespace epochd {

/** In `where`, for a window in which ReLU let nothing through. */
constexpr uint8_t AT_REST = 255;

struct ConvPoolShape {
  int batch, height, width, channels;
  int kernelHeight, kernelWidth, filters;
  int padTop, padLeft, padBottom, padRight;

  int paddedHeight() const { return padTop + height + padBottom; }
  int paddedWidth() const { return padLeft + width + padRight; }
  int pooledHeight() const { return (paddedHeight() - kernelHeight + 1) / 2; }
  int pooledWidth() const { return (paddedWidth() - kernelWidth + 1) / 2; }
  bool isPadded() const { return paddedHeight() != height || paddedWidth() != width; }
  int windows() const { return pooledHeight() * pooledWidth(); }
  /** Floats of one padded row of pixels, of what a row of the kernel covers, of the kernel for one filter. */
  int rowSize() const { return paddedWidth() * channels; }
  int run() const { return kernelWidth * channels; }
  int taps() const { return kernelHeight * run(); }
  size_t imageSize() const { return size_t(height) * width * channels; }
  size_t paddedSize() const { return size_t(paddedHeight()) * rowSize(); }
  size_t pooledSize() const { return size_t(windows()) * filters; }
  /** Where the patch begins whose product is pixel 0 … 3 of a window, in a padded image. */
  int patch(int window, int pixel) const {
    const int y = window / pooledWidth() * 2 + pixel / 2;
    const int x = window % pooledWidth() * 2 + pixel % 2;
    return y * rowSize() + x * channels;
  }
};

struct ConvPoolForward {
  ConvPoolShape shape;
  const float* images;
  const float* weights;  // [kernelHeight, kernelWidth, channels, filters]
  const float* bias;     // [filters]
  float* pooled;         // [batch, pooledHeight, pooledWidth, filters]
  uint8_t* where;        // the same: which pixel of the window was the largest, 0 … 3, or AT_REST
};

struct ConvPoolBackward {
  ConvPoolShape shape;
  const float* gradient;  // dL/dy
  const uint8_t* where;
};

/** Each computes everything, on all threads. */
void convPoolForward(const ConvPoolForward& call);
/** @param imageGradient [batch, height, width, channels]. */
void convPoolImageGradient(const ConvPoolBackward& call, const float* weights, float* imageGradient);
void convPoolFilterGradient(const ConvPoolBackward& call, const float* images, float* weightGradient,
                            float* biasGradient);

}  // namespace epochd

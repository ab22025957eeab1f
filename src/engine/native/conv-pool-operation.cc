/** EpochdConvPool and its two gradients as operations of TensorFlow. `conv-pool.h` tells what they compute. */
#include "conv-pool.h"
#include "operation.h"

namespace epochd {
namespace {

/**
 * @param images [batch, height, width, channels].
 * @param weights [kernel height, kernel width, channels, filters].
 * @param same whether zeros surround the images so that there are as many pixels after the convolution as before,
 * one more of them after than before where they are odd, as TensorFlow has it.
 */
ConvPoolShape shapeOf(const std::vector<int64_t>& images, const std::vector<int64_t>& weights, bool same) {
  expect(images[3] == weights[2], "Expected weights for as many channels as the images have.");
  const auto number = [](int64_t value) { return static_cast<int>(value); };
  ConvPoolShape shape{number(images[0]),  number(images[1]),  number(images[2]),  number(images[3]),
                      number(weights[0]), number(weights[1]), number(weights[3]), 0, 0, 0, 0};
  if (same) {
    shape.padTop = (shape.kernelHeight - 1) / 2;
    shape.padLeft = (shape.kernelWidth - 1) / 2;
    shape.padBottom = shape.kernelHeight - 1 - shape.padTop;
    shape.padRight = shape.kernelWidth - 1 - shape.padLeft;
  }
  expect(shape.paddedHeight() > shape.kernelHeight && shape.paddedWidth() > shape.kernelWidth,
         "Expected images of at least one window of 2 by 2 after the convolution.");
  return shape;
}

std::vector<int64_t> pooledShape(const ConvPoolShape& shape) {
  return {shape.batch, shape.pooledHeight(), shape.pooledWidth(), shape.filters};
}

class ConvPool {
 public:
  explicit ConvPool(TF_OpKernelConstruction* construction) : same_(booleanAttribute(construction, "same")) {}

  void compute(Call& call) const {
    const auto images = call.input(0, 4);
    const auto weights = call.input(1, 4);
    const auto bias = call.input(2, 1);
    const ConvPoolShape shape = shapeOf(images.shape, weights.shape, same_);
    expect(bias.shape[0] == shape.filters, "Expected a bias for each filter.");
    float* const pooled = call.output(0, pooledShape(shape));
    uint8_t* const where = call.outputBytes(1, pooledShape(shape));
    convPoolForward({shape, images.data, weights.data, bias.data, pooled, where});
  }

 private:
  const bool same_;
};

/** What both gradients are given, checked against each other. */
ConvPoolBackward backwardOf(Call& call, const std::vector<int64_t>& images, const std::vector<int64_t>& weights,
                            bool same) {
  const ConvPoolShape shape = shapeOf(images, weights, same);
  const auto gradient = call.input(0, 4);
  const auto where = call.bytes(1, 4);
  expect(gradient.shape == pooledShape(shape), "Expected a gradient of the shape of the pooled images.");
  expect(where.shape == pooledShape(shape), "Expected pixels of the shape of the pooled images.");
  return {shape, gradient.data, where.data};
}

/** Two operations, so that a graph leaves out the images' gradient where nobody asks for it: in the first layer. */
class ImageGradient {
 public:
  explicit ImageGradient(TF_OpKernelConstruction* construction) : same_(booleanAttribute(construction, "same")) {}

  void compute(Call& call) const {
    const auto images = call.input(2, 4);
    const auto weights = call.input(3, 4);
    const ConvPoolBackward given = backwardOf(call, images.shape, weights.shape, same_);
    convPoolImageGradient(given, weights.data, call.output(0, images.shape));
  }

 private:
  const bool same_;
};

class FilterGradient {
 public:
  explicit FilterGradient(TF_OpKernelConstruction* construction) : same_(booleanAttribute(construction, "same")) {}

  void compute(Call& call) const {
    const auto images = call.input(2, 4);
    const auto weights = call.input(3, 4);
    const ConvPoolBackward given = backwardOf(call, images.shape, weights.shape, same_);
    float* const ofWeights = call.output(0, weights.shape);
    float* const ofBias = call.output(1, {given.shape.filters});
    convPoolFilterGradient(given, images.data, ofWeights, ofBias);
  }

 private:
  const bool same_;
};

const Registered<ConvPool> registeredConvPool{{
    "EpochdConvPool",
    {"images: float", "weights: float", "bias: float"},
    {"pooled: float", "where: uint8"},
    {"same: bool"},
}};

const Registered<ImageGradient> registeredImageGradient{{
    "EpochdConvPoolImageGrad",
    {"gradient: float", "where: uint8", "images: float", "weights: float"},
    {"of_images: float"},
    {"same: bool"},
}};

const Registered<FilterGradient> registeredFilterGradient{{
    "EpochdConvPoolFilterGrad",
    {"gradient: float", "where: uint8", "images: float", "weights: float"},
    {"of_weights: float", "of_bias: float"},
    {"same: bool"},
}};

}  // namespace
}  // namespace epochd

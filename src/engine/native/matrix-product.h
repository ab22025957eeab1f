/**
 * A product of two matrices, either of them transposed, with a bias for each column: on plain arrays, on all threads.
 * TensorFlow's own reaches less than half of what the processor can at the sizes of a training step, where waking
 * its threads and packing cost as much as the sums. Knows nothing of TensorFlow.
 */
#pragma once

#include <cstddef>

namespace epochd {

/** A matrix as it lies: element (row, column) is at `data[row * down + column * right]`. */
struct Matrix {
  const float* data;
  size_t down;
  size_t right;
};

struct MatrixProduct {
  int rows, columns, depth;
  Matrix a;           // rows × depth
  Matrix b;           // depth × columns
  const float* bias;  // a number for each column, or null
  float* out;         // rows × columns, one row after the other
};

/** A rectangle of the product. */
struct ProductPart {
  int firstRow, rows, firstColumn, columns;
};

void matrixProduct(const MatrixProduct& product);

}  // namespace epochd

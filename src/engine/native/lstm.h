/**
 * The recurrence of an LSTM, forward and backward: its mathematics on plain arrays. Knows nothing of TensorFlow.
 *
 *   z = xw_t + h_{t−1}·U      i, f, o = σ(z_i), σ(z_f), σ(z_o)    g = tanh(z_g)      the columns of z: i | f | g | o
 *   c_t = f·c_{t−1} + i·g     h_t = o·tanh(c_t)                                      (Hochreiter & Schmidhuber 1997
 *                                                                     with Gers' forget gate; Keras' order of gates)
 *
 * All sequences lie as [batch, steps, …], as the input does, so that no large tensor is ever transposed. Rows of the
 * batch do not touch each other: any thread may compute any rows, without waiting for others between the steps.
 */
#pragma once

#include <cstddef>

namespace epochd {

struct LstmShape {
  int batch;
  int steps;
  int units;
  size_t gateRow() const { return size_t{4} * units; }
};

struct LstmForward {
  LstmShape shape;
  const float* projected;  // xw: [batch, steps, 4·units], the bias added; may be `gates` itself
  const float* recurrent;  // U: [units, 4·units]
  float* gates;            // [batch, steps, 4·units]: i | f | g | o
  float* cells;            // c: [batch, steps, units]
  float* before;           // h_{t−1}: [batch, steps, units], zero at the first step
  float* hidden;           // h: [batch, steps, units], or null
  float* last;             // h of the last step: [batch, units], or null
};

struct LstmBackward {
  LstmShape shape;
  const float* recurrent;
  const float* gates;
  const float* cells;
  const float* hiddenGradient;  // dL/dh: [batch, steps, units], or null
  const float* lastGradient;    // dL/dh of the last step: [batch, units], or null
  float* gradient;              // dL/dz: [batch, steps, 4·units]; may be `gates` itself
};

/** Computes everything, on all threads. */
void lstmForward(const LstmForward& lstm);
void lstmBackward(const LstmBackward& lstm);

}  // namespace epochd

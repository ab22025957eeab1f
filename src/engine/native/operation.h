/**
 * The frame of an operation of our own in TensorFlow: registered when the addon is loaded, through TensorFlow's C
 * interface, and from then on known to eager calls, graphs and sessions like any other. Knows nothing of what the
 * operations compute.
 *
 * A kernel is a class with a constructor that reads attributes and `void compute(Call&) const`, which may throw
 * `InvalidInput`; several threads may call it at once. Float32 only, as all our networks are.
 */
#pragma once

#include <tensorflow/c/kernels.h>
#include <tensorflow/c/ops.h>

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <vector>

namespace epochd {

/** What a kernel was given cannot be computed with. Becomes TensorFlow's InvalidArgument. */
class InvalidInput : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/** An input or output: a view, which belongs to the call. */
template <class Value>
struct View {
  Value* data;
  std::vector<int64_t> shape;
};

/** One call of a kernel: its inputs and outputs, freed with it. */
class Call {
 public:
  explicit Call(TF_OpKernelContext* context);
  ~Call();
  Call(const Call&) = delete;
  Call& operator=(const Call&) = delete;

  /** @throws InvalidInput if it has not this many dimensions. */
  View<const float> input(int index, int rank);
  View<const uint8_t> bytes(int index, int rank);
  /** Allocates an output; its values are whatever was there. */
  float* output(int index, const std::vector<int64_t>& shape);
  uint8_t* outputBytes(int index, const std::vector<int64_t>& shape);
  /** An output in the memory of an input of the same shape, if nobody else reads that any more; else allocated. */
  float* outputOver(int input, int index, const std::vector<int64_t>& shape);

 private:
  template <class Value>
  View<const Value> view(int index, int rank);
  void* allocate(int index, TF_DataType type, size_t bytesEach, const std::vector<int64_t>& shape);
  void* keep(TF_Tensor* tensor);

  TF_OpKernelContext* const context_;
  TF_Status* const status_;
  std::vector<TF_Tensor*> tensors_;
};

/** Throws InvalidInput with the message unless it holds. */
inline void expect(bool holds, const char* message) {
  if (!holds) throw InvalidInput(message);
}

using ShapeFunction = void (*)(TF_ShapeInferenceContext*, TF_Status*);

struct Signature {
  const char* name;
  std::initializer_list<const char*> inputs;      // "xw: float"
  std::initializer_list<const char*> outputs;     // "h: float"
  std::initializer_list<const char*> attributes;  // "sequences: bool"
  ShapeFunction shapes = nullptr;                 // unknown shapes if null
};

bool booleanAttribute(TF_OpKernelConstruction* construction, const char* name);

namespace detail {
void registerOperation(const Signature& signature, void* (*create)(TF_OpKernelConstruction*),
                       void (*compute)(void*, TF_OpKernelContext*), void (*destroy)(void*));
/** Runs `body`, and turns what it throws into the call's failure: no exception may reach TensorFlow. */
void guarded(TF_OpKernelContext* context, void (*body)(const void*, Call&), const void* kernel);
}  // namespace detail

/** `static const Registered<Kernel> registered{{…}};` in the kernel's source file is all that it takes. */
template <class Kernel>
struct Registered {
  explicit Registered(const Signature& signature) {
    detail::registerOperation(
        signature, [](TF_OpKernelConstruction* construction) -> void* { return new Kernel(construction); },
        [](void* kernel, TF_OpKernelContext* context) {
          detail::guarded(
              context, [](const void* self, Call& call) { static_cast<const Kernel*>(self)->compute(call); }, kernel);
        },
        [](void* kernel) { delete static_cast<Kernel*>(kernel); });
  }
};

}  // namespace epochd

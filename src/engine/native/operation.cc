/** The frame's meeting with TensorFlow's C interface. */
#include "operation.h"

#include <cstdio>
#include <new>

namespace epochd {
namespace {

size_t elements(const std::vector<int64_t>& shape) {
  size_t count = 1;
  for (const int64_t dimension : shape) count *= static_cast<size_t>(dimension);
  return count;
}

void unknownShapes(TF_ShapeInferenceContext* context, TF_Status* status) {
  TF_ShapeInferenceContextSetUnknownShape(context, status);
}

void fail(TF_OpKernelContext* context, TF_Code code, const char* message) {
  TF_Status* status = TF_NewStatus();
  TF_SetStatus(status, code, message);
  TF_OpKernelContext_Failure(context, status);
  TF_DeleteStatus(status);
}

/** What TensorFlow itself refused: its status goes on as it is. */
struct Refused {};

}  // namespace

Call::Call(TF_OpKernelContext* context) : context_(context), status_(TF_NewStatus()) {}

Call::~Call() {
  for (TF_Tensor* tensor : tensors_) TF_DeleteTensor(tensor);
  TF_DeleteStatus(status_);
}

void* Call::keep(TF_Tensor* tensor) {
  if (TF_GetCode(status_) != TF_OK) {
    TF_OpKernelContext_Failure(context_, status_);
    throw Refused();
  }
  tensors_.push_back(tensor);
  return TF_TensorData(tensor);
}

template <class Value>
View<const Value> Call::view(int index, int rank) {
  TF_Tensor* tensor = nullptr;
  TF_GetInput(context_, index, &tensor, status_);
  View<const Value> found{static_cast<const Value*>(keep(tensor)), {}};
  if (TF_NumDims(tensor) != rank) {
    throw InvalidInput("Expected " + std::to_string(rank) + " dimensions of input " + std::to_string(index) +
                       ". Received: " + std::to_string(TF_NumDims(tensor)) + ".");
  }
  for (int axis = 0; axis < rank; ++axis) found.shape.push_back(TF_Dim(tensor, axis));
  return found;
}

View<const float> Call::input(int index, int rank) { return view<float>(index, rank); }

View<const uint8_t> Call::bytes(int index, int rank) { return view<uint8_t>(index, rank); }

void* Call::allocate(int index, TF_DataType type, size_t bytesEach, const std::vector<int64_t>& shape) {
  const int rank = static_cast<int>(shape.size());
  return keep(TF_AllocateOutput(context_, index, type, shape.data(), rank, elements(shape) * bytesEach, status_));
}

float* Call::output(int index, const std::vector<int64_t>& shape) {
  return static_cast<float*>(allocate(index, TF_FLOAT, sizeof(float), shape));
}

uint8_t* Call::outputBytes(int index, const std::vector<int64_t>& shape) {
  return static_cast<uint8_t*>(allocate(index, TF_UINT8, 1, shape));
}

float* Call::outputOver(int input, int index, const std::vector<int64_t>& shape) {
  int forwarded = -1;
  const int rank = static_cast<int>(shape.size());
  return static_cast<float*>(
      keep(TF_ForwardInputOrAllocateOutput(context_, &input, 1, index, shape.data(), rank, &forwarded, status_)));
}

bool booleanAttribute(TF_OpKernelConstruction* construction, const char* name) {
  unsigned char value = 0;
  TF_Status* status = TF_NewStatus();
  TF_OpKernelConstruction_GetAttrBool(construction, name, &value, status);
  if (TF_GetCode(status) != TF_OK) TF_OpKernelConstruction_Failure(construction, status);
  TF_DeleteStatus(status);
  return value != 0;
}

namespace detail {

void guarded(TF_OpKernelContext* context, void (*body)(const void*, Call&), const void* kernel) {
  try {
    Call call(context);
    body(kernel, call);
  } catch (const Refused&) {
    // Reported already.
  } catch (const InvalidInput& error) {
    fail(context, TF_INVALID_ARGUMENT, error.what());
  } catch (const std::bad_alloc&) {
    fail(context, TF_RESOURCE_EXHAUSTED, "Expected memory for a kernel. Received: none.");
  } catch (const std::exception& error) {
    fail(context, TF_INTERNAL, error.what());
  }
}

void registerOperation(const Signature& signature, void* (*create)(TF_OpKernelConstruction*),
                       void (*compute)(void*, TF_OpKernelContext*), void (*destroy)(void*)) {
  TF_Status* status = TF_NewStatus();
  TF_OpDefinitionBuilder* definition = TF_NewOpDefinitionBuilder(signature.name);
  for (const char* input : signature.inputs) TF_OpDefinitionBuilderAddInput(definition, input);
  for (const char* output : signature.outputs) TF_OpDefinitionBuilderAddOutput(definition, output);
  for (const char* attribute : signature.attributes) TF_OpDefinitionBuilderAddAttr(definition, attribute);
  const ShapeFunction shapes = signature.shapes == nullptr ? unknownShapes : signature.shapes;
  TF_OpDefinitionBuilderSetShapeInferenceFunction(definition, shapes);
  TF_RegisterOpDefinition(definition, status);
  if (TF_GetCode(status) == TF_OK) {
    TF_KernelBuilder* builder = TF_NewKernelBuilder(signature.name, "CPU", create, compute, destroy);
    TF_RegisterKernelBuilder(signature.name, builder, status);
  }
  // Whoever uses the operation is told that it is not registered; here is why.
  if (TF_GetCode(status) != TF_OK) std::fprintf(stderr, "%s: %s\n", signature.name, TF_Message(status));
  TF_DeleteStatus(status);
}

}  // namespace detail
}  // namespace epochd

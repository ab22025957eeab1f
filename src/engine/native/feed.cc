/** The header tells what may be fed. An input is checked before a byte of it is copied. */
#include "feed.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <string>

#include "javascript.h"
#include "worker-pool.h"

namespace epochd {
namespace {

/** Fewer bytes than this are copied before another thread has woken. */
constexpr size_t BYTES_EACH_MIN = 128 * 1024;

/** Rows of a larger array, as JavaScript names them, checked. */
struct Gathering {
  const uint8_t* values;
  size_t rowBytes;
  const uint32_t* rows;
  size_t count;
};

bool Refuse(napi_env env, const std::string& expected, const std::string& received) {
  Throw(env, "Expected " + expected + ". Received: " + received + ".");
  return false;
}

napi_typedarray_type ArrayFor(TF_DataType dtype) {
  if (dtype == TF_UINT8) return napi_uint8_array;
  return dtype == TF_INT32 ? napi_int32_array : napi_float32_array;
}

size_t RowBytes(const Input& input) {
  size_t bytes = TF_DataTypeSize(input.dtype);
  for (size_t axis = 1; axis < input.shape.size(); axis++) bytes *= static_cast<size_t>(input.shape[axis]);
  return bytes;
}

/** A position in a list of `length`. What is no number is a NaN, which is no position. */
bool ReadPosition(napi_env env, napi_value value, const char* name, size_t length, size_t* position) {
  double number = std::nan("");
  napi_get_value_double(env, value, &number);
  if (!(number >= 0 && number <= static_cast<double>(length)) || number != std::floor(number)) {
    return Refuse(env, std::string("\"") + name + "\" to be a position among " + std::to_string(length) + " rows",
                  std::to_string(number));
  }
  *position = static_cast<size_t>(number);
  return true;
}

bool AreWithin(napi_env env, const Gathering& gathering, size_t available) {
  const uint32_t* const end = gathering.rows + gathering.count;
  const uint32_t* const stranger =
      std::find_if(gathering.rows, end, [available](uint32_t row) { return row >= available; });
  if (stranger == end) return true;
  return Refuse(env, "rows below " + std::to_string(available), std::to_string(*stranger));
}

/** All of JavaScript's properties are read before any memory is looked at: a getter may do anything. */
bool ReadGathering(napi_env env, const Input& input, napi_value value, Gathering* gathering) {
  const napi_value of_values = Property(env, value, "values"), of_rows = Property(env, value, "rows");
  const napi_value of_from = Property(env, value, "from"), of_to = Property(env, value, "to");
  TypedArray values, rows;
  size_t from = 0, to = 0;
  if (!ReadTypedArray(env, of_values, &values) || values.type != ArrayFor(input.dtype)) {
    return Refuse(env, "values in a typed array of the input's own type", "another");
  }
  if (!ReadTypedArray(env, of_rows, &rows) || rows.type != napi_uint32_array) {
    return Refuse(env, "the numbers of rows in a Uint32Array", "another");
  }
  const size_t length = rows.bytes / sizeof(uint32_t);
  if (!ReadPosition(env, of_from, "from", length, &from) || !ReadPosition(env, of_to, "to", length, &to)) return false;
  const size_t wanted = input.shape.empty() ? 0 : static_cast<size_t>(input.shape[0]);
  if (input.shape.empty() || to < from || to - from != wanted) {
    return Refuse(env, std::to_string(wanted) + " rows for an input",
                  std::to_string(from) + " to " + std::to_string(to));
  }
  const size_t bytes = RowBytes(input);
  *gathering = {values.data, bytes, reinterpret_cast<const uint32_t*>(rows.data) + from, wanted};
  return AreWithin(env, *gathering, bytes == 0 ? SIZE_MAX : values.bytes / bytes);
}

void CopyRows(const Gathering& from, uint8_t* to) {
  WorkerPool& pool = WorkerPool::shared();
  const size_t useful = from.count * from.rowBytes / BYTES_EACH_MIN;
  const size_t pieces = std::max<size_t>(1, std::min({useful, from.count, static_cast<size_t>(pool.threads())}));
  pool.run(static_cast<int>(pieces), [&](int piece) {
    const size_t end = from.count * (piece + 1) / pieces;
    for (size_t at = from.count * piece / pieces; at < end; at++) {
      std::memcpy(to + at * from.rowBytes, from.values + from.rows[at] * from.rowBytes, from.rowBytes);
    }
  });
}

/** The tensor of one input. Null is a failure, of which JavaScript has been told. */
TF_Tensor* TensorOf(napi_env env, const Input& input, napi_value value) {
  TypedArray array;
  Gathering gathering;
  napi_valuetype type = napi_undefined;
  napi_typeof(env, value, &type);
  const bool whole = ReadTypedArray(env, value, &array);
  if (whole || type != napi_object) {
    if (array.bytes < input.bytes) {
      Refuse(env, std::to_string(input.bytes) + " bytes for an input", std::to_string(array.bytes));
      return nullptr;
    }
  } else if (!ReadGathering(env, input, value, &gathering)) {
    return nullptr;
  }
  TF_Tensor* const tensor =
      TF_AllocateTensor(input.dtype, input.shape.data(), static_cast<int>(input.shape.size()), input.bytes);
  uint8_t* const to = static_cast<uint8_t*>(TF_TensorData(tensor));
  if (input.bytes == 0) return tensor;
  if (!whole) CopyRows(gathering, to);
  else std::memcpy(to, array.data, input.bytes);
  return tensor;
}

}  // namespace

bool Feed(napi_env env, const std::vector<Input>& inputs, napi_value values, std::vector<TF_Tensor*>* tensors) {
  const std::vector<napi_value> given = Elements(env, values);
  if (given.size() != inputs.size()) {
    Throw(env, "Expected an array for each input.");
    return false;
  }
  for (size_t index = 0; index < given.size(); index++) {
    TF_Tensor* const tensor = TensorOf(env, inputs[index], given[index]);
    if (tensor == nullptr) return false;
    tensors->push_back(tensor);
  }
  return true;
}

}  // namespace epochd

/** Reading JavaScript's values and answering with them, through Node-API. Knows nothing of TensorFlow. */
#pragma once

#include <node_api.h>

#include <cstdint>
#include <string>
#include <vector>

namespace epochd {

/** Makes JavaScript throw once the addon has returned. @returns null, which an addon's function then returns. */
napi_value Throw(napi_env env, const std::string& message);

std::string StringOf(napi_env env, napi_value value);

napi_value Property(napi_env env, napi_value object, const char* name);

std::vector<napi_value> Elements(napi_env env, napi_value array);

/** A typed array, where it lies: valid until JavaScript runs again. */
struct TypedArray {
  uint8_t* data = nullptr;
  size_t bytes = 0;
  napi_typedarray_type type = napi_int8_array;
};

/** @returns whether the value is a typed array. */
bool ReadTypedArray(napi_env env, napi_value value, TypedArray* array);

template <typename T>
T* Unwrap(napi_env env, napi_value external) {
  void* data = nullptr;
  if (napi_get_value_external(env, external, &data) != napi_ok) return nullptr;
  return static_cast<T*>(data);
}

/** Gives JavaScript what the addon holds; it is deleted when JavaScript drops it. */
template <typename T>
napi_value Wrap(napi_env env, T* pointer) {
  napi_value external = nullptr;
  napi_create_external(
      env, pointer, [](napi_env, void* data, void*) { delete static_cast<T*>(data); }, nullptr, &external);
  return external;
}

}  // namespace epochd

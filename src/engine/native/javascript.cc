/** The header tells what each does. */
#include "javascript.h"

namespace epochd {

napi_value Throw(napi_env env, const std::string& message) {
  napi_throw_error(env, "ERR_TENSORFLOW", message.c_str());
  return nullptr;
}

std::string StringOf(napi_env env, napi_value value) {
  size_t length = 0;
  napi_get_value_string_utf8(env, value, nullptr, 0, &length);
  std::string text(length, '\0');
  napi_get_value_string_utf8(env, value, text.data(), length + 1, &length);
  return text;
}

napi_value Property(napi_env env, napi_value object, const char* name) {
  napi_value value = nullptr;
  napi_get_named_property(env, object, name, &value);
  return value;
}

std::vector<napi_value> Elements(napi_env env, napi_value array) {
  uint32_t length = 0;
  napi_get_array_length(env, array, &length);
  std::vector<napi_value> elements(length);
  for (uint32_t index = 0; index < length; index++) napi_get_element(env, array, index, &elements[index]);
  return elements;
}

bool ReadTypedArray(napi_env env, napi_value value, TypedArray* array) {
  bool is_typed_array = false;
  if (napi_is_typedarray(env, value, &is_typed_array) != napi_ok || !is_typed_array) return false;
  size_t length = 0;
  void* start = nullptr;
  napi_get_typedarray_info(env, value, &array->type, &length, &start, nullptr, nullptr);
  static const size_t kWidths[] = {1, 1, 1, 2, 2, 4, 4, 4, 8, 8, 8};
  array->data = static_cast<uint8_t*>(start);
  array->bytes = length * kWidths[array->type];
  return true;
}

}  // namespace epochd

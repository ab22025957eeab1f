/**
 * An addon of one function: reads `{"instances":[…]}` with nothing but nested numbers straight into single precision, in one
 * pass, without the thousand arrays that JSON.parse makes of a picture. It never says what is wrong: whatever is not exactly
 * so gives undefined.
 *
 * The numbers are those that JSON.parse and Math.fround give. Digits that are a whole number up to 2^53 are multiplied or
 * divided by a power of ten up to 10^22 with one rounding (Clinger 1990). Up to 19 digits bound the number closely enough
 * that nearly always one number of single precision is nearest to both bounds. Else strtod decides.
 */
#include <node_api.h>

#include <locale.h>
#include <stdlib.h>
#ifdef __APPLE__
#include <xlocale.h>
#endif

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <string>
#include <vector>

namespace {

constexpr ptrdiff_t kDigits = 19;
constexpr ptrdiff_t kExponentDigits = 4;
constexpr uint64_t kExactMantissa = uint64_t{1} << 53;
constexpr int kExactPower = 22;
constexpr int kPower = 2 * kExactPower;
/** Three roundings move a number by less. */
constexpr double kNearly = 1e-15;
constexpr double kPowers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                              1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

bool IsDigit(char byte) { return static_cast<unsigned char>(byte - '0') < 10; }
bool IsBlank(char byte) { return byte == ' ' || byte == '\n' || byte == '\r' || byte == '\t'; }

/** strtod, with a point whatever language the process speaks. */
float Exactly(const char* first, const char* last) {
  static const locale_t plain = newlocale(LC_ALL_MASK, "C", nullptr);
  const std::string text(first, last);
  return static_cast<float>(strtod_l(text.c_str(), nullptr, plain));
}

double Scaled(uint64_t mantissa, int power) {
  double value = static_cast<double>(mantissa);
  for (; power < -kExactPower; power += kExactPower) value /= kPowers[kExactPower];
  for (; power > kExactPower; power -= kExactPower) value *= kPowers[kExactPower];
  return power < 0 ? value / kPowers[-power] : value * kPowers[power];
}

/** A body, and how far it is read. */
class Reading {
 public:
  Reading(const char* body, size_t length) : at_(body), end_(body + length) {}

  void SkipBlank() {
    while (at_ < end_ && IsBlank(*at_)) at_++;
  }

  /** @returns whether the token was there, with blanks before it or not. */
  bool Take(const char* token) {
    SkipBlank();
    const size_t length = strlen(token);
    if (static_cast<size_t>(end_ - at_) < length || memcmp(at_, token, length) != 0) return false;
    at_ += length;
    return true;
  }

  bool IsOver() {
    SkipBlank();
    return at_ == end_;
  }

  /** How many lists begin here, one in the other. */
  size_t Depth(size_t most) const {
    size_t depth = 0;
    for (const char* at = at_; at < end_ && depth <= most; at++) {
      if (*at == '[') depth++;
      else if (!IsBlank(*at)) break;
    }
    return depth;
  }

  /**
   * One instance.
   * @param form how long the lists of each depth are.
   * @param next room for all its numbers.
   */
  bool Instance(const std::vector<uint32_t>& form, float* next) {
    const size_t deepest = form.size();
    std::vector<uint32_t> left(deepest);
    for (size_t depth = 0;;) {
      for (; depth < deepest; depth++) {
        if (!Take("[")) return false;
        left[depth] = form[depth];
      }
      SkipBlank();
      if (!Number(next++)) return false;
      // What follows a number: another one, or the ends of lists and then another list.
      for (;;) {
        left[depth - 1]--;
        SkipBlank();
        if (at_ == end_) return false;
        const char byte = *at_++;
        if (byte == ',') {
          if (left[depth - 1] == 0) return false;
          break;
        }
        if (byte != ']' || left[depth - 1] != 0) return false;
        if (--depth == 0) return true;
      }
    }
  }

 private:
  /** @returns the byte, or one that belongs to no number. */
  char Here() const { return at_ < end_ ? *at_ : '\0'; }

  bool Number(float* number) {
    const bool is_negative = Here() == '-';
    if (is_negative) at_++;
    const char* first = at_;
    uint64_t mantissa = 0;
    ptrdiff_t digits = Digits(&mantissa);
    ptrdiff_t power = 0;
    // No digit, or one after a leading zero.
    if (digits == 0 || (*first == '0' && digits > 1)) return false;
    if (Here() == '.') {
      at_++;
      power = -Digits(&mantissa);
      if (power == 0) return false;
      digits -= power;
    }
    if ((Here() | 0x20) == 'e') {
      at_++;
      const bool is_small = Here() == '-';
      if (is_small || Here() == '+') at_++;
      uint64_t exponent = 0;
      const ptrdiff_t written = Digits(&exponent);
      if (written == 0) return false;
      if (written > kExponentDigits) digits = kDigits + 1;
      else power += is_small ? -static_cast<ptrdiff_t>(exponent) : static_cast<ptrdiff_t>(exponent);
    }
    const float magnitude = digits > kDigits ? Exactly(first, at_) : Magnitude(mantissa, power, first);
    *number = is_negative ? -magnitude : magnitude;
    // 1e300 is a number, but none that a network could take.
    return std::isfinite(magnitude);
  }

  /** Puts digits behind those of a number. @returns how many: beyond nineteen the number is not theirs any more. */
  ptrdiff_t Digits(uint64_t* number) {
    const char* from = at_;
    uint64_t value = *number;
    for (; at_ < end_ && IsDigit(*at_); at_++) value = value * 10 + static_cast<uint64_t>(*at_ - '0');
    *number = value;
    return at_ - from;
  }

  float Magnitude(uint64_t mantissa, ptrdiff_t power, const char* first) const {
    if (mantissa == 0) return 0;
    if (power < -kPower || power > kPower) return Exactly(first, at_);
    const double value = Scaled(mantissa, static_cast<int>(power));
    if (mantissa <= kExactMantissa && power >= -kExactPower && power <= kExactPower) return static_cast<float>(value);
    const float least = static_cast<float>(value * (1 - kNearly));
    return least == static_cast<float>(value * (1 + kNearly)) ? least : Exactly(first, at_);
  }

  const char* at_;
  const char* end_;
};

struct Wish {
  const char* body = nullptr;
  size_t length = 0;
  std::vector<uint32_t> shape;
  size_t count_max = 0;
};

/** The lengths of an instance's lists, told by its nesting; an empty form for one that the shape does not know. */
std::vector<uint32_t> FormOf(const Reading& reading, const std::vector<uint32_t>& shape, uint32_t size) {
  const size_t depth = reading.Depth(shape.size());
  if (depth == 1) return {size};
  if (depth == shape.size()) return shape;
  if (depth + 1 == shape.size() && shape.back() == 1) return {shape.begin(), shape.end() - 1};
  return {};
}

/** @returns whether the whole body is instances, and no more than wished. */
bool ReadInstances(const Wish& wish, std::vector<float>* numbers) {
  Reading reading(wish.body, wish.length);
  if (!reading.Take("{") || !reading.Take("\"instances\"") || !reading.Take(":") || !reading.Take("[")) return false;
  uint32_t size = 1;
  for (const uint32_t dimension : wish.shape) size *= dimension;
  for (size_t count = 0; count < wish.count_max; count++) {
    const std::vector<uint32_t> form = FormOf(reading, wish.shape, size);
    if (form.empty() || size == 0) return false;
    numbers->resize(numbers->size() + size);
    if (!reading.Instance(form, numbers->data() + numbers->size() - size)) return false;
    if (!reading.Take(",")) return reading.Take("]") && reading.Take("}") && reading.IsOver();
  }
  return false;
}

/** @returns whether the arguments are a Uint8Array, an Int32Array and a number. */
bool ReadWish(napi_env env, napi_callback_info info, Wish* wish) {
  size_t argc = 3;
  napi_value argv[3];
  napi_get_cb_info(env, info, &argc, argv, nullptr, nullptr);
  napi_typedarray_type type = napi_int8_array;
  void* data = nullptr;
  if (napi_get_typedarray_info(env, argv[0], &type, &wish->length, &data, nullptr, nullptr) != napi_ok) return false;
  if (type != napi_uint8_array) return false;
  wish->body = static_cast<const char*>(data);
  size_t dimensions = 0;
  if (napi_get_typedarray_info(env, argv[1], &type, &dimensions, &data, nullptr, nullptr) != napi_ok) return false;
  if (type != napi_int32_array) return false;
  const int32_t* shape = static_cast<const int32_t*>(data);
  wish->shape.assign(shape, shape + dimensions);
  int64_t count_max = 0;
  if (napi_get_value_int64(env, argv[2], &count_max) != napi_ok || count_max < 0) return false;
  wish->count_max = static_cast<size_t>(count_max);
  return true;
}

napi_value Throw(napi_env env, const char* message) {
  napi_throw_error(env, nullptr, message);
  return nullptr;
}

napi_value ReadJsonNumbers(napi_env env, napi_callback_info info) {
  Wish wish;
  if (!ReadWish(env, info, &wish)) return Throw(env, "Expected a Uint8Array, an Int32Array and a number.");
  std::vector<float> numbers;
  try {
    if (!ReadInstances(wish, &numbers)) return nullptr;
  } catch (const std::bad_alloc&) {
    return Throw(env, "Expected memory for the numbers of a body. Received: none.");
  }
  void* room = nullptr;
  napi_value buffer = nullptr;
  const size_t bytes = numbers.size() * sizeof(float);
  if (napi_create_arraybuffer(env, bytes, &room, &buffer) != napi_ok) return nullptr;
  memcpy(room, numbers.data(), bytes);
  napi_value array = nullptr;
  napi_create_typedarray(env, napi_float32_array, numbers.size(), buffer, 0, &array);
  return array;
}

}  // namespace

NAPI_MODULE_INIT() {
  napi_value function = nullptr;
  napi_create_function(env, "readJsonNumbers", NAPI_AUTO_LENGTH, ReadJsonNumbers, nullptr, &function);
  napi_set_named_property(env, exports, "readJsonNumbers", function);
  return exports;
}

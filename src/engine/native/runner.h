/**
 * Runs of one session beside JavaScript's thread, one after the other, in a thread of the session's own.
 *
 * DESIGN A thread of its own rather than one of libuv's: TensorFlow's kernels keep what they have prepared for a shape in
 * the thread that computed it, and a long run would hold a thread that reads files. A run that is asked for is put into a
 * list under a lock; one that is done is handed to JavaScript's thread by a thread-safe function, which keeps the process
 * alive only while there is a run. Only JavaScript's thread frees what JavaScript knows.
 */
#pragma once

#include <node_api.h>

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "session.h"

namespace epochd {

/** One run on its way. */
struct Errand;

class Runner {
 public:
  explicit Runner(napi_env env);
  /** Waits for the run that is underway. */
  ~Runner();

  /**
   * JavaScript's `runLater(run, inputs, outputs)`: feeds at once, computes in the runner's thread, then fills `outputs`.
   * @returns a promise of the milliseconds that it computed, which is rejected with TensorFlow's message.
   */
  static napi_value RunLater(napi_env env, napi_callback_info info);

 private:
  void Work();
  static void Finish(napi_env env, napi_value callback, void* context, void* data);

  napi_env env_;
  napi_threadsafe_function done_ = nullptr;
  std::mutex mutex_;
  std::condition_variable news_;
  std::deque<Errand*> errands_;
  bool ending_ = false;
  std::thread thread_;
};

}  // namespace epochd

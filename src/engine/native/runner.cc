/** The header tells how. */
#include "runner.h"

#include <chrono>
#include <string>

#include "javascript.h"

namespace epochd {

struct Errand {
  Run* run;
  std::shared_ptr<Session> session;
  /** They keep JavaScript from freeing the run, and the arrays that are filled. */
  napi_ref held = nullptr;
  napi_ref arrays = nullptr;
  napi_deferred deferred = nullptr;
  RunTensors tensors;
  double milliseconds = 0;
  Status status{TF_NewStatus()};
};

Runner::Runner(napi_env env) : env_(env) {
  napi_value name = nullptr;
  napi_create_string_utf8(env, "epochd run", NAPI_AUTO_LENGTH, &name);
  napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, nullptr, nullptr, nullptr, Finish, &done_);
  napi_unref_threadsafe_function(env, done_);
  thread_ = std::thread([this] { Work(); });
}

Runner::~Runner() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ending_ = true;
  }
  news_.notify_one();
  thread_.join();
  napi_release_threadsafe_function(done_, napi_tsfn_abort);
}

void Runner::Work() {
  for (;;) {
    Errand* errand = nullptr;
    {
      std::unique_lock<std::mutex> lock(mutex_);
      news_.wait(lock, [this] { return ending_ || !errands_.empty(); });
      if (ending_) return;
      errand = errands_.front();
      errands_.pop_front();
    }
    const auto started = std::chrono::steady_clock::now();
    RunSession(*errand->run, &errand->tensors, errand->status.get());
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - started;
    errand->milliseconds = took.count();
    napi_call_threadsafe_function(done_, errand, napi_tsfn_blocking);
  }
}

namespace {

/** What JavaScript would throw, or an error with the message. */
napi_value ErrorOf(napi_env env, const char* message) {
  napi_value error = nullptr;
  bool pending = false;
  napi_is_exception_pending(env, &pending);
  if (pending) {
    napi_get_and_clear_last_exception(env, &error);
    return error;
  }
  napi_value text = nullptr;
  napi_create_string_utf8(env, message, NAPI_AUTO_LENGTH, &text);
  napi_create_error(env, nullptr, text, &error);
  return error;
}

}  // namespace

void Runner::Finish(napi_env env, napi_value, void*, void* data) {
  const std::unique_ptr<Errand> errand(static_cast<Errand*>(data));
  // Without an environment JavaScript has ended, and nobody waits.
  if (env == nullptr) return;
  Session& session = *errand->session;
  napi_value arrays = nullptr;
  napi_get_reference_value(env, errand->arrays, &arrays);
  const bool computed = TF_GetCode(errand->status.get()) == TF_OK && Fetch(env, errand->tensors.outputs, arrays);
  napi_value milliseconds = nullptr;
  napi_create_double(env, errand->milliseconds, &milliseconds);
  if (computed) napi_resolve_deferred(env, errand->deferred, milliseconds);
  else napi_reject_deferred(env, errand->deferred, ErrorOf(env, TF_Message(errand->status.get())));
  napi_delete_reference(env, errand->held);
  napi_delete_reference(env, errand->arrays);
  session.underway -= 1;
  if (session.underway > 0) return;
  napi_unref_threadsafe_function(env, session.runner->done_);
  if (session.closing) session.Close();
}

napi_value Runner::RunLater(napi_env env, napi_callback_info info) {
  size_t count = 3;
  napi_value arguments[3];
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  Run* run = Unwrap<Run>(env, arguments[0]);
  if (run == nullptr || !run->session->isOpen()) return Throw(env, "Expected a run of an open session.");
  auto errand = std::make_unique<Errand>();
  errand->run = run;
  errand->session = run->session;
  if (!Feed(env, run->inputs, arguments[1], &errand->tensors.inputs)) return nullptr;
  Session& session = *run->session;
  if (session.runner == nullptr) session.runner = std::make_unique<Runner>(env);
  Runner& runner = *session.runner;
  napi_value promise = nullptr;
  napi_create_promise(env, &errand->deferred, &promise);
  napi_create_reference(env, arguments[0], 1, &errand->held);
  napi_create_reference(env, arguments[2], 1, &errand->arrays);
  if (session.underway++ == 0) napi_ref_threadsafe_function(env, runner.done_);
  {
    const std::lock_guard<std::mutex> lock(runner.mutex_);
    runner.errands_.push_back(errand.release());
  }
  runner.news_.notify_one();
  return promise;
}

}  // namespace epochd

/** A session of TensorFlow's, and what is prepared to run in it. Knows nothing of how JavaScript asks for a run. */
#pragma once

#include <node_api.h>
#include <tensorflow/c/c_api.h>

#include <memory>
#include <string>
#include <vector>

#include "feed.h"

namespace epochd {

class Runner;

/**
 * DESIGN All fields belong to JavaScript's thread. Runs of `runner` happen in its own, and are counted here from when they
 * are asked for until JavaScript has their numbers: a session that is closed meanwhile is freed after the last of them.
 */
struct Session {
  TF_Graph* graph = nullptr;
  TF_Session* session = nullptr;
  int underway = 0;
  bool closing = false;
  std::unique_ptr<Runner> runner;

  Session();
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  bool isOpen() const { return session != nullptr && !closing; }
  /** Now, or after the runs that are underway. */
  void Close();
};

struct Run {
  std::shared_ptr<Session> session;
  std::vector<Input> inputs;
  std::vector<TF_Output> feeds;
  std::vector<TF_Output> fetches;
  std::vector<const TF_Operation*> targets;
};

struct StatusDeleter {
  void operator()(TF_Status* status) const { TF_DeleteStatus(status); }
};
using Status = std::unique_ptr<TF_Status, StatusDeleter>;

/** The tensors of one run, freed with it. */
struct RunTensors {
  std::vector<TF_Tensor*> inputs;
  std::vector<TF_Tensor*> outputs;
  ~RunTensors();
};

/** Runs what is fed, in the thread that calls. */
void RunSession(const Run& run, RunTensors* tensors, TF_Status* status);

/** Copies tensors into JavaScript's arrays. @returns false if one does not fit; then JavaScript throws. */
bool Fetch(napi_env env, const std::vector<TF_Tensor*>& tensors, napi_value arrays);

}  // namespace epochd

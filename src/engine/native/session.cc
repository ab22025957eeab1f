// Sessions: graphs that TensorFlow runs as a whole, for JavaScript through Node-API. Knows graphs as bytes, inputs and
// outputs by name, numbers as typed arrays; nothing of layers or training.
//
// DESIGN tfjs' own addon runs graphs too, but only saved models from disk, one session each, with default threads. Here a
// session starts empty and is extended by further graphs, so that one graph for each batch size shares the variables; its
// threads are chosen when it is made. A run is prepared once (names are looked up, shapes are kept) and then costs what
// TensorFlow's session call costs. `run` is synchronous: the caller keeps it short. `runLater` is not (`runner.h`).
//
// MEMORY Inputs are copied into tensors of TensorFlow's own (`feed.h`). Outputs are copied into the typed arrays that
// the caller brings, so that a loop of runs leaves nothing to the garbage collector. A session lives until
// `closeSession`, or until JavaScript drops it.
#include <node_api.h>
#include <tensorflow/c/c_api.h>

#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include "feed.h"
#include "flush-denormals.h"
#include "javascript.h"
#include "runner.h"
#include "session.h"

namespace epochd {

Session::Session() = default;
Session::~Session() {
  underway = 0;
  Close();
}

void Session::Close() {
  closing = true;
  if (underway > 0) return;
  runner.reset();
  const Status status(TF_NewStatus());
  if (session != nullptr) {
    TF_CloseSession(session, status.get());
    TF_DeleteSession(session, status.get());
    session = nullptr;
  }
  if (graph != nullptr) TF_DeleteGraph(graph);
  graph = nullptr;
}

RunTensors::~RunTensors() {
  for (const std::vector<TF_Tensor*>& tensors : {inputs, outputs})
    for (TF_Tensor* const tensor : tensors)
      if (tensor != nullptr) TF_DeleteTensor(tensor);
}

void RunSession(const Run& run, RunTensors* tensors, TF_Status* status) {
  tensors->outputs.assign(run.fetches.size(), nullptr);
  const FlushDenormals flush;
  TF_SessionRun(run.session->session, nullptr, run.feeds.data(), tensors->inputs.data(),
                static_cast<int>(tensors->inputs.size()), run.fetches.data(), tensors->outputs.data(),
                static_cast<int>(tensors->outputs.size()), run.targets.data(), static_cast<int>(run.targets.size()),
                nullptr, status);
}

bool Fetch(napi_env env, const std::vector<TF_Tensor*>& tensors, napi_value arrays) {
  const std::vector<napi_value> values = Elements(env, arrays);
  if (values.size() != tensors.size()) {
    Throw(env, "Expected an array for each output.");
    return false;
  }
  for (size_t index = 0; index < tensors.size(); index++) {
    TypedArray room;
    const size_t bytes = TF_TensorByteSize(tensors[index]);
    if (!ReadTypedArray(env, values[index], &room) || room.bytes < bytes) {
      Throw(env, "Expected room for " + std::to_string(bytes) +
                     " bytes of output. Received: " + std::to_string(room.bytes));
      return false;
    }
    std::memcpy(room.data, TF_TensorData(tensors[index]), bytes);
  }
  return true;
}

namespace {

bool Failed(napi_env env, const Status& status) {
  if (TF_GetCode(status.get()) == TF_OK) return false;
  Throw(env, TF_Message(status.get()));
  return true;
}

// "node" or "node:2": an output of a node of the graph.
bool OutputNamed(TF_Graph* graph, const std::string& name, TF_Output* output) {
  const size_t colon = name.find(':');
  output->oper = TF_GraphOperationByName(graph, name.substr(0, colon).c_str());
  output->index = colon == std::string::npos ? 0 : std::stoi(name.substr(colon + 1));
  return output->oper != nullptr;
}

// openSession(config: Uint8Array): a session of an empty graph. `config` is a serialized ConfigProto.
napi_value OpenSession(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value arguments[1];
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  TypedArray config;
  if (count < 1 || !ReadTypedArray(env, arguments[0], &config)) return Throw(env, "Expected a configuration's bytes.");
  Status status(TF_NewStatus());
  TF_SessionOptions* options = TF_NewSessionOptions();
  TF_SetConfig(options, config.data, config.bytes, status.get());
  auto session = std::make_shared<Session>();
  if (TF_GetCode(status.get()) == TF_OK) {
    session->graph = TF_NewGraph();
    session->session = TF_NewSession(session->graph, options, status.get());
  }
  TF_DeleteSessionOptions(options);
  if (Failed(env, status)) return nullptr;
  return Wrap(env, new std::shared_ptr<Session>(session));
}

std::shared_ptr<Session> SessionOf(napi_env env, napi_value external) {
  auto* held = Unwrap<std::shared_ptr<Session>>(env, external);
  if (held == nullptr || !(*held)->isOpen()) {
    Throw(env, "Expected an open session.");
    return nullptr;
  }
  return *held;
}

// extendSession(session, graph: Uint8Array): adds the nodes of a serialized GraphDef. They may name earlier ones.
napi_value ExtendSession(napi_env env, napi_callback_info info) {
  size_t count = 2;
  napi_value arguments[2];
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  auto session = SessionOf(env, arguments[0]);
  if (session == nullptr) return nullptr;
  TypedArray graph;
  if (count < 2 || !ReadTypedArray(env, arguments[1], &graph)) return Throw(env, "Expected a graph's bytes.");
  Status status(TF_NewStatus());
  TF_Buffer* buffer = TF_NewBufferFromString(graph.data, graph.bytes);
  TF_ImportGraphDefOptions* options = TF_NewImportGraphDefOptions();
  TF_GraphImportGraphDef(session->graph, buffer, options, status.get());
  TF_DeleteImportGraphDefOptions(options);
  TF_DeleteBuffer(buffer);
  Failed(env, status);
  return nullptr;
}

bool ReadInput(napi_env env, TF_Graph* graph, napi_value value, Input* input) {
  const std::string name = StringOf(env, Property(env, value, "name"));
  if (!OutputNamed(graph, name, &input->output)) {
    Throw(env, "Expected an input of the graph. Received: " + name);
    return false;
  }
  int32_t dtype = 0;
  napi_get_value_int32(env, Property(env, value, "dtype"), &dtype);
  input->dtype = static_cast<TF_DataType>(dtype);
  input->bytes = TF_DataTypeSize(input->dtype);
  for (napi_value dimension : Elements(env, Property(env, value, "shape"))) {
    int64_t size = 0;
    napi_get_value_int64(env, dimension, &size);
    input->shape.push_back(size);
    input->bytes *= static_cast<size_t>(size);
  }
  return true;
}

// prepareRun(session, inputs: {name, dtype, shape}[], outputs: string[], targets: string[]): what `run` runs.
napi_value PrepareRun(napi_env env, napi_callback_info info) {
  size_t count = 4;
  napi_value arguments[4];
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  auto session = SessionOf(env, arguments[0]);
  if (session == nullptr) return nullptr;
  auto run = std::make_unique<Run>();
  run->session = session;
  for (napi_value value : Elements(env, arguments[1])) {
    Input input;
    if (!ReadInput(env, session->graph, value, &input)) return nullptr;
    run->feeds.push_back(input.output);
    run->inputs.push_back(std::move(input));
  }
  for (napi_value value : Elements(env, arguments[2])) {
    TF_Output output;
    const std::string name = StringOf(env, value);
    if (!OutputNamed(session->graph, name, &output)) return Throw(env, "Expected an output of the graph. Received: " + name);
    run->fetches.push_back(output);
  }
  for (napi_value value : Elements(env, arguments[3])) {
    const std::string name = StringOf(env, value);
    const TF_Operation* target = TF_GraphOperationByName(session->graph, name.c_str());
    if (target == nullptr) return Throw(env, "Expected a node of the graph. Received: " + name);
    run->targets.push_back(target);
  }
  return Wrap(env, run.release());
}

// run(run, inputs, outputs: TypedArray[]): fills `outputs`. `feed.h` tells what an input may be.
napi_value RunOnce(napi_env env, napi_callback_info info) {
  size_t count = 3;
  napi_value arguments[3];
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  Run* run = Unwrap<Run>(env, arguments[0]);
  if (run == nullptr || !run->session->isOpen()) return Throw(env, "Expected a run of an open session.");
  RunTensors tensors;
  if (!Feed(env, run->inputs, arguments[1], &tensors.inputs)) return nullptr;
  const Status status(TF_NewStatus());
  RunSession(*run, &tensors, status.get());
  if (!Failed(env, status)) Fetch(env, tensors.outputs, arguments[2]);
  return nullptr;
}

// closeSession(session): frees the graph, its variables and its threads, after the runs that are underway. Runs of it can
// run no more.
napi_value CloseSession(napi_env env, napi_callback_info info) {
  size_t count = 1;
  napi_value arguments[1];
  napi_get_cb_info(env, info, &count, arguments, nullptr, nullptr);
  auto* held = Unwrap<std::shared_ptr<Session>>(env, arguments[0]);
  if (held != nullptr) (*held)->Close();
  return nullptr;
}

napi_value Initialize(napi_env env, napi_value exports) {
  const napi_property_descriptor functions[] = {
      {"openSession", nullptr, OpenSession, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"extendSession", nullptr, ExtendSession, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"prepareRun", nullptr, PrepareRun, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"run", nullptr, RunOnce, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"runLater", nullptr, Runner::RunLater, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
      {"closeSession", nullptr, CloseSession, nullptr, nullptr, nullptr, napi_enumerable, nullptr},
  };
  napi_define_properties(env, exports, sizeof(functions) / sizeof(functions[0]), functions);
  return exports;
}

}  // namespace
}  // namespace epochd

NAPI_MODULE(epochd_engine, epochd::Initialize)

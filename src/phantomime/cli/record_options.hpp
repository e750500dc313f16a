#pragma once

#include <string>

#include "phantomime/base/result.hpp"
#include "phantomime/net/proxy.hpp"
#include "phantomime/server/recorder/recorder.hpp"

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace phantomime::cli {

/// How a server is reached that is recorded.
struct UpstreamOptions {
  std::string target;  ///< empty: a forward proxy
  bool insecure = false;
  std::string ca_file, certificate, key;
  std::string connect_timeout = "10s", timeout = "60s";
};

/// How it is written down.
struct KeepingOptions {
  std::string folder;
  std::string redact = "on";
  std::string rules;
  std::size_t body_limit = server::Recorder::Options{}.body_limit;
  std::string on_full = "stop";
};

/// What `record` is told.
struct RecordOptions {
  UpstreamOptions upstream;
  KeepingOptions keeping;
  std::string host = "127.0.0.1";
  int port = -1;  ///< -1: not given
  bool no_tls = false;
  bool forward = false;
  std::string mode;  ///< empty: not given
  bool resume = false, force = false;
  bool ready_json = false;
  bool quiet = false;
};

/// Declares all of them; `options` must outlive the app.
void declare_record_options(CLI::App& app, RecordOptions& options);
/// Those that `serve --record-missing` has too, and the option that names the folder under its name there.
CLI::Option* declare_upstream_options(CLI::App& app, UpstreamOptions& options);
CLI::Option* declare_keeping_options(CLI::App& app, KeepingOptions& options, const std::string& folder_option);

/// Errors: usage, syntax, with the option's name before them.
[[nodiscard]] Result<net::Upstream> upstream_of(const UpstreamOptions& options);
/// Folder, limit and what to do when the disk is full.
[[nodiscard]] server::Recorder::Options keeping_of(const KeepingOptions& options);
/// Where it listens.
[[nodiscard]] net::Listener listener_of(const RecordOptions& options);

}  // namespace phantomime::cli

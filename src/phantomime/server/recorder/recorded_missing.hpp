#pragma once

#include <memory>
#include <string>

#include "phantomime/base/clock.hpp"
#include "phantomime/base/file_store.hpp"
#include "phantomime/base/result.hpp"
#include "phantomime/directives/responder.hpp"
#include "phantomime/net/local_client.hpp"
#include "phantomime/net/proxy.hpp"
#include "phantomime/recording/redaction/redactor.hpp"
#include "phantomime/server/recorder/recorder.hpp"

namespace phantomime::server {

/// Answers what a server's packs do not know: asks the real server and records what it says, by a recorder's proxy of
/// its own on a free port of loopback, so that whatever holds for recording holds here. The chunk boundaries of
/// requests are lost on the way; answers come whole, up to 64 MB. Thread-safe.
class RecordedMissing final : public directives::Responder {
 public:
  /// What must be reached is looked at first. Files, clock and redactor must outlive it. Errors: those of
  /// net::Proxy::check and start, and of Recorder::open.
  [[nodiscard]] static Result<std::shared_ptr<RecordedMissing>> start(const net::Upstream& upstream,
                                                                      Recorder::Options options, const FileStore& files,
                                                                      const Clock& machine,
                                                                      recording::Redactor* redactor);
  ~RecordedMissing() override;

  [[nodiscard]] http::Reply respond(const http::Request& request, Instant now) const override;

  [[nodiscard]] const Recorder& recorder() const noexcept { return *recorder_; }
  /// Lets exchanges in flight end and carries the log to the disk. Once nobody asks any more.
  void stop();

 private:
  RecordedMissing() = default;
  std::unique_ptr<Recorder> recorder_;
  std::unique_ptr<net::Proxy> proxy_;
  std::unique_ptr<net::LocalClient> client_;
};

}  // namespace phantomime::server

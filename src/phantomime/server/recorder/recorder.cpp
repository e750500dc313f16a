#include "phantomime/server/recorder/recorder.hpp"

#include <utility>

#include "phantomime/base/version.hpp"
#include "phantomime/http/redaction.hpp"
#include "phantomime/net/system_error.hpp"
#include "phantomime/recording/log_line.hpp"
#include "phantomime/recording/log_reader.hpp"
#include "phantomime/server/recorder/exchange_tap.hpp"

namespace phantomime::server {

Recorder::Recorder(Options options, const Clock& machine, recording::Redactor* redactor, BodyStore bodies)
    : options_{std::move(options)},
      machine_{machine},
      redactor_{redactor},
      bodies_{std::move(bodies)},
      held_{options_.held_bytes},
      keeping_{bodies_, held_, redactor, options_.body_limit} {}

Recorder::~Recorder() { stop(); }

Result<std::unique_ptr<Recorder>> Recorder::open(Options options, const FileStore& files, const Clock& machine,
                                                 recording::Redactor* redactor) {
  const bool raw = redactor == nullptr;
  auto folder = open_recording_folder(files, options.folder, options.opening, raw ? Secrecy::raw : Secrecy::usual);
  if (!folder) return std::move(folder).error();
  auto bodies = BodyStore::open(options.folder, raw ? BodyStore::Access::owner : BodyStore::Access::usual);
  if (!bodies) return std::move(bodies).error();
  std::unique_ptr<Recorder> self{new Recorder{std::move(options), machine, redactor, *std::move(bodies)}};
  self->found_ = {folder->last_session + 1, folder->exchanges, folder->torn_bytes, folder->damaged_lines};
  const std::string path = recording::log_path(self->options_.folder);
  self->log_ = std::make_unique<LogWriter>(
      std::move(folder->log), folder->log_bytes, folder->last_exchange, [recorder = self.get(), path](int error) {
        recorder->end({ErrorCode::io, "cannot write " + path + ": " + net::system_reason(error), {}, ""});
      });
  if (auto begun = self->begin_session(); !begun) return begun.error();
  self->under_way_ = true;
  return self;
}

Result<void> Recorder::begin_session() {
  recording::SessionHead head;
  head.session = found_.session;
  head.began = machine_.now();
  head.target = http::redact_url(options_.target);
  head.redacted = redactor_ != nullptr;
  if (redactor_) head.key_id = redactor_->key_id();
  head.program = "phantomime " + std::string{version()};
  if (log_->append(recording::log_line(head), 0)) return {};
  return *failure();
}

std::unique_ptr<net::Tap> Recorder::watch(std::uint64_t connection) {
  return std::make_unique<ExchangeTap>(*this, connection);
}

bool Recorder::record(recording::Exchange&& exchange, std::vector<recording::Secret>&& streamed, int status) {
  if (redactor_) redactor_->redact(exchange);
  exchange.secrets.insert(exchange.secrets.end(), std::make_move_iterator(streamed.begin()),
                          std::make_move_iterator(streamed.end()));
  if (auto beside = put_beside(bodies_, exchange.request.body); !beside) return lose(exchange, beside.error(), status);
  if (exchange.response) {
    if (auto beside = put_beside(bodies_, exchange.response->body); !beside)
      return lose(exchange, beside.error(), status);
  }
  const bool recorded = log_->append(recording::log_line(exchange), exchange.number);
  tell(exchange, status, recorded);
  return recorded || pass_unrecorded(exchange.number);
}

bool Recorder::lose(const recording::Exchange& exchange, const Error& why, int status) {
  log_->end();
  end(why);
  tell(exchange, status, false);
  return pass_unrecorded(exchange.number);
}

bool Recorder::pass_unrecorded(std::uint64_t number) {
  log_->drop(number);
  if (options_.on_full == OnFull::stop) return false;
  ++unrecorded_;
  return true;
}

void Recorder::end(const Error& why) {
  {
    const std::lock_guard lock{failure_mutex_};
    if (failure_) return;
    failure_ = why;
  }
  if (options_.ended && under_way_.load()) options_.ended(why);
}

void Recorder::tell(const recording::Exchange& exchange, int status, bool recorded) const {
  if (!options_.exchange) return;
  RecordedEvent event;
  event.number = exchange.number;
  event.at = exchange.began;
  event.method = exchange.request.method;
  const bool origin_form = exchange.request.target.starts_with('/') || exchange.request.target == "*";
  event.target =
      http::redact_url((options_.target.empty() && origin_form ? exchange.origin : "") + exchange.request.target);
  event.status = exchange.response ? exchange.response->status : status;
  event.request_bytes = exchange.request.body.size;
  if (exchange.response) event.response_bytes = exchange.response->body.size;
  event.took = exchange.took;
  event.outcome = exchange.outcome;
  event.failure = http::redact_text(exchange.failure);
  event.secrets = exchange.secrets.size();
  event.recorded = recorded;
  options_.exchange(event);
}

Recorder::Counts Recorder::counts() const { return {log_->progress(), unrecorded_.load()}; }

std::optional<Error> Recorder::failure() const {
  const std::lock_guard lock{failure_mutex_};
  return failure_;
}

void Recorder::stop() {
  if (log_) log_->stop();
}

}  // namespace phantomime::server

#include "phantomime/cli/record_log.hpp"

#include <utility>

#include <fmt/format.h>

#include "phantomime/base/time_text.hpp"
#include "phantomime/cli/shown_text.hpp"
#include "phantomime/http/redaction.hpp"

namespace phantomime::cli {
namespace {

constexpr std::chrono::milliseconds between_status_lines{200};

/// As people say times: whole milliseconds, below one in tenths.
std::string took_text(std::chrono::nanoseconds took) {
  const double milliseconds = std::chrono::duration<double, std::milli>{took}.count();
  return milliseconds < 9.95 ? fmt::format("{:.1f} ms", milliseconds) : fmt::format("{:.0f} ms", milliseconds);
}

std::string_view colour_of(int status) { return status == 0 || status >= 500 ? red : status >= 400 ? yellow : green; }

std::string trust_lines(const RecordStart& start) {
  if (start.forward)
    return fmt::format(
        "clients find it by\n"
        "  export HTTP_PROXY={0} HTTPS_PROXY={0} http_proxy={0} https_proxy={0}\n"
        "and trust it by\n"
        "  export SSL_CERT_FILE={1} CURL_CA_BUNDLE={1} REQUESTS_CA_BUNDLE={1} NODE_EXTRA_CA_CERTS={1}\n",
        start.url, visible(start.ca));
  return start.ca.empty() ? ""
                          : fmt::format("own certificate: curl -k, or trust it with --cacert {}\n", visible(start.ca));
}

std::string recovered_lines(const server::Recorder::Found& found, const std::string& folder) {
  std::string text;
  if (found.session > 1)
    text += fmt::format("{}: goes on behind {} exchanges, as session {}\n", folder, found.exchanges, found.session);
  if (found.torn_bytes > 0)
    text += fmt::format("{}: its last record was torn: {} bytes were cut off\n", folder, found.torn_bytes);
  if (found.damaged_lines > 0)
    text +=
        fmt::format("{}: {} lines of it are damaged: they stay, and are passed over\n", folder, found.damaged_lines);
  return text;
}

}  // namespace

std::string RecordLog::paint(std::string_view text, std::string_view colour) const {
  if (!context_.colour()) return std::string{text};
  return std::string{colour} + std::string{text} + "\033[0m";
}

void RecordLog::line(std::string_view text) {
  if (!shown_.empty()) context_.err << "\r\033[K";
  context_.err << text << '\n' << shown_ << std::flush;
  if (status_rounds_) status_rounds_->touch();
}

void RecordLog::started(const RecordStart& start) {
  const std::lock_guard lock{mutex_};
  const std::string folder = visible(start.folder);
  // What was lost of a recording is told however quiet it is to be.
  std::string text = start.recorder ? recovered_lines(start.recorder->found(), folder) : std::string{};
  if (!quiet_) {
    text += fmt::format("proxy on {}", paint(start.url, bold));
    if (start.upstream) text += "   upstream ok, " + took_text(*start.upstream);
    text += start.recorder ? "   redaction: " + start.redaction : fmt::format("   plays {}, records nothing", folder);
    if (start.stubs && start.recorder) text += fmt::format("   plays {} stubs of {}", *start.stubs, folder);
    text += '\n' + trust_lines(start) + paint("Ctrl-C ends it", dim) + '\n';
  }
  if (text.empty()) return;
  text.pop_back();
  line(text);
}

void RecordLog::recorded(const server::RecordedEvent& event) {
  const std::lock_guard lock{mutex_};
  if (quiet_) return;
  std::string text =
      fmt::format("{}  {} {}  {}  {}  {}", paint(format_instant(event.at).substr(11, 12), dim), visible(event.method),
                  visible(event.target),
                  paint(event.status ? std::to_string(event.status) : std::string{"-"}, colour_of(event.status)),
                  bytes_text(event.response_bytes), took_text(event.took));
  if (event.secrets > 0) text += paint(fmt::format("  {} replaced", event.secrets), dim);
  if (event.outcome != recording::Outcome::complete) text += "  " + paint(visible(event.failure), red);
  if (!event.recorded) text += "  " + paint("not recorded", red);
  line(text);
}

void RecordLog::played(const http::Request& request, const scenario::Played& played, const std::string& stub) {
  const bool unmatched = played.kind == scenario::Played::Kind::unmatched;
  const std::lock_guard lock{mutex_};
  ++(unmatched ? played_.unmatched : played_.matched);
  if (quiet_) return;
  std::string text = fmt::format("{}  {} {}  {}", paint(format_instant(played.at).substr(11, 12), dim),
                                 visible(request.method), visible(http::redact_url(request.target)),
                                 paint(std::to_string(played.reply.status), unmatched ? red : green));
  if (!unmatched)
    text += "  played: " + stub;
  else
    text += played.near_miss ? "  not in the recording; nearest: " + played.near_miss->header_line()
                             : "  not in the recording";
  line(text);
}

RecordLog::Played RecordLog::played() const {
  const std::lock_guard lock{mutex_};
  return played_;
}

void RecordLog::refused(const net::Refusal& refusal) {
  const std::lock_guard lock{mutex_};
  if (quiet_) return;
  line(fmt::format("bad request from {}: {}{}", refusal.peer, visible(refusal.reason),
                   refusal.status ? fmt::format("  {}", refusal.status) : std::string{}));
}

void RecordLog::warn(std::string_view what) {
  const std::lock_guard lock{mutex_};
  line(paint(fmt::format("warning: {}", what), yellow));
}

void RecordLog::ended(const Error& why, server::Recorder::OnFull then) {
  Error told = why;
  told.hint = then == server::Recorder::OnFull::pass
                  ? "NOTHING IS RECORDED FROM HERE ON; exchanges still go through (--on-full-disk pass)"
                  : "the recording ends here; what is in it is sound: make room and go on with --resume";
  std::string text = render(told);
  text.pop_back();
  const std::lock_guard lock{mutex_};
  line(text);
}

void RecordLog::keep_status(std::function<std::string()> text) {
  if (!context_.err_is_terminal || quiet_) return;
  status_ = std::move(text);
  status_rounds_ = std::make_unique<server::Rounds>(between_status_lines, [this] { show_status(); });
  status_rounds_->touch();
}

void RecordLog::show_status() {
  const std::string text = status_();
  const std::lock_guard lock{mutex_};
  shown_ = text;
  context_.err << "\r\033[K" << shown_ << std::flush;
}

void RecordLog::end_status() {
  if (!status_rounds_) return;
  status_rounds_->stop();
  const std::lock_guard lock{mutex_};
  context_.err << "\r\033[K" << std::flush;
  shown_.clear();
}

}  // namespace phantomime::cli

#include "phantomime/server/recording_scrub.hpp"

#include <cerrno>
#include <set>
#include <utility>

#include <unistd.h>

#include "phantomime/base/digest.hpp"
#include "phantomime/recording/log_line.hpp"
#include "phantomime/server/output_file.hpp"

namespace phantomime::server {
namespace {

using recording::Body;
using recording::Exchange;
using recording::LogReader;

/// Longer bodies are not held.
constexpr std::size_t most_held = 16u << 20;
constexpr std::size_t part_bytes = 256u << 10;

class RecordingScrub {
 public:
  RecordingScrub(const FileStore& files, const std::string& folder, recording::KeyedRedactor& redactor)
      : files_{files}, folder_{folder}, redactor_{redactor} {}

  Result<ScrubResult> run() {
    if (auto learned = learn(); !learned) return learned.error();
    auto log = LogReader::open(files_, folder_);
    if (!log) return log.error();
    auto out = FileReplacement::begin(recording::log_path(folder_));
    if (!out) return out.error();
    for (;;) {
      auto exchange = log->next();
      if (!exchange) return exchange.error();
      if (auto written = write_heads(*log, *out); !written) return written.error();
      if (!*exchange) break;
      if (auto done = scrub(**exchange, *log); !done) return done.error();
      if (auto written = out->write(recording::log_line(**exchange)); !written) return written.error();
    }
    result_.damage = log->damage();
    if (auto replaced = out->commit(); !replaced) return replaced.error();
    if (auto removed = remove_unused(); !removed) return removed.error();
    return std::move(result_);
  }

 private:
  /// A body beside, while the exchange is looked at.
  struct Held {
    Body* body = nullptr;
    const http::Headers* headers = nullptr;
    std::string where;
    Body before;
    bool loaded = false;
  };

  static std::vector<Held> held_of(Exchange& exchange) {
    std::vector<Held> held{{&exchange.request.body, &exchange.request.headers, "request.body", {}, false}};
    if (exchange.response)
      held.push_back({&exchange.response->body, &exchange.response->headers, "response.body", {}, false});
    return held;
  }

  /// Before anything is written: what stands for a secret anywhere in the log is none, and a secret that a later
  /// exchange shows for one may stand in an earlier one.
  Result<void> learn() {
    auto read = recording::for_each_exchange(files_, folder_, [this](const Exchange& one, const LogReader&) {
      redactor_.know_placeholders(one.secrets);
      return Result<void>{};
    });
    if (!read) return read;
    return recording::for_each_exchange(
        files_, folder_, [this](Exchange& one, const LogReader& log) { return learn_secrets(one, log); });
  }

  Result<void> learn_secrets(Exchange& exchange, const LogReader& log) {
    for (Held& one : held_of(exchange))
      if (auto loaded = load(one, log); !loaded) return loaded;
    redactor_.redact(exchange);
    return {};
  }

  Result<void> write_heads(const LogReader& log, FileReplacement& out) {
    for (; heads_ < log.sessions().size(); ++heads_) {
      recording::SessionHead head = log.sessions()[heads_];
      result_.was_raw = result_.was_raw || !head.redacted;
      result_.another_key = result_.another_key || (!head.key_id.empty() && head.key_id != redactor_.key_id());
      if (!head.redacted || head.key_id.empty()) head.key_id = redactor_.key_id();
      head.redacted = true;
      if (auto written = out.write(recording::log_line(head)); !written) return written;
    }
    return {};
  }

  Result<void> scrub(Exchange& exchange, const LogReader& log) {
    std::vector<Held> held = held_of(exchange);
    for (Held& one : held)
      if (auto loaded = load(one, log); !loaded) return loaded;
    const std::size_t before = exchange.secrets.size();
    redactor_.redact(exchange);
    for (Held& one : held)
      if (auto kept = keep(one, exchange); !kept) return kept;
    ++result_.exchanges;
    result_.changed += exchange.secrets.size() != before ? 1U : 0U;
    for (std::size_t at = before; at < exchange.secrets.size(); ++at) ++result_.replaced[exchange.secrets[at].kind];
    return {};
  }

  Result<void> load(Held& held, const LogReader& log) {
    Body& body = *held.body;
    if (body.kept != Body::Kept::beside) return {};
    held.before = body;
    auto bytes = log.bytes(body, most_held);
    if (!bytes && bytes.error().code == ErrorCode::limit) return {};
    if (!bytes) return bytes.error();
    body.bytes = *std::move(bytes);
    body.kept = Body::Kept::here;
    body.file.clear();
    body.digest.clear();
    body.replaced = false;
    held.loaded = true;
    return {};
  }

  /// The body lies beside again: where it lay, or as another file.
  Result<void> keep(Held& held, Exchange& exchange) {
    Body& body = *held.body;
    if (body.kept == Body::Kept::beside) {
      if (auto kept = stream(held, exchange); !kept) return kept;
    } else if (held.loaded && body.kept == Body::Kept::here) {
      if (!body.replaced) {
        body = held.before;
      } else {
        body.digest = sha256(body.bytes);
        body.file = std::string{recording::bodies_folder} + "/" + body.digest;
        auto written = replace_file(folder_ + "/" + body.file, body.bytes);
        if (!written) return written;
        body.kept = Body::Kept::beside;
        body.bytes.clear();
        ++result_.bodies_written;
      }
    } else if (held.loaded) {
      ++result_.bodies_given_up;
    }
    if (body.kept == Body::Kept::beside) used_.insert(body.file.substr(recording::bodies_folder.size() + 1));
    return {};
  }

  Result<void> stream(Held& held, Exchange& exchange) {
    Body& body = *held.body;
    const std::string path = folder_ + "/" + body.file;
    auto out = FileReplacement::begin(path);
    if (!out) return out.error();
    const auto redaction = redactor_.body(*held.headers, held.where);
    const auto keyed = redactor_.digest();
    Digest digest;
    const auto take = [&](const std::string& bytes) {
      digest.feed(bytes);
      return out->write(bytes);
    };
    for (std::uint64_t offset = 0;;) {
      const auto part = files_.read_part(path, offset, part_bytes);
      if (!part) return part.error();
      offset += part->size();
      keyed->feed(*part);
      if (auto written = take(redaction->feed(*part)); !written) return written;
      if (part->size() < part_bytes) break;
    }
    if (auto written = take(redaction->finish()); !written) return written;
    if (!redaction->given_up().empty()) {
      body.kept = Body::Kept::not_kept;
      body.why = redaction->given_up();
      body.digest = keyed->hexadecimal();
      body.file.clear();
      ++result_.bodies_given_up;
      return {};
    }
    if (redaction->secrets().empty()) return {};
    exchange.secrets.insert(exchange.secrets.end(), redaction->secrets().begin(), redaction->secrets().end());
    body.digest = digest.hexadecimal();
    body.file = std::string{recording::bodies_folder} + "/" + body.digest;
    body.replaced = true;
    ++result_.bodies_written;
    return out->commit_as(folder_ + "/" + body.file);
  }

  /// Bodies that no exchange names, and what a killed run left beside the log.
  Result<void> remove_unused() {
    const std::string beside_log = std::string{recording::log_name} + ".";
    auto removed = remove_files(folder_, [&](const std::string& name) {
      return name.rfind(beside_log, 0) == 0 && name.size() == beside_log.size() + 6;
    });
    const std::string bodies = folder_ + "/" + std::string{recording::bodies_folder};
    if (!removed || files_.type(bodies) != FileStore::Type::folder) return removed;
    return remove_files(bodies, [&](const std::string& name) { return used_.count(name) == 0; });
  }

  template <class Wanted>
  Result<void> remove_files(const std::string& folder, Wanted&& wanted) {
    const auto entries = files_.list(folder);
    if (!entries) return entries.error();
    for (const FileStore::Entry& entry : *entries) {
      if (entry.type != FileStore::Type::file || !wanted(entry.name)) continue;
      const std::string path = folder + "/" + entry.name;
      if (::unlink(path.c_str()) != 0)
        return Error{ErrorCode::io, "cannot remove " + path, {}, "remove it: it may hold what was not redacted"};
      ++result_.files_removed;
    }
    return {};
  }

  const FileStore& files_;
  const std::string& folder_;
  recording::KeyedRedactor& redactor_;
  std::size_t heads_ = 0;
  std::set<std::string> used_;  ///< names in the folder of bodies
  ScrubResult result_;
};

}  // namespace

Result<ScrubResult> scrub_recording(const FileStore& files, const std::string& folder,
                                    recording::KeyedRedactor& redactor) {
  return RecordingScrub{files, folder, redactor}.run();
}

}  // namespace phantomime::server

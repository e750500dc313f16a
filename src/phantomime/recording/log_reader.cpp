#include "phantomime/recording/log_reader.hpp"

#include <algorithm>
#include <utility>

#include "phantomime/base/digest.hpp"

namespace phantomime::recording {
namespace {

constexpr std::size_t log_part_bytes = 256u << 10;
/// Longer than any line this program writes; what is longer is no line.
constexpr std::size_t most_line_bytes = 64u << 20;

/// Whether it names a file that a log may name: nothing leads out of the folder of bodies.
bool is_body_file(std::string_view file) {
  if (!file.starts_with(bodies_folder) || file.substr(bodies_folder.size(), 1) != "/") return false;
  return is_sha256(file.substr(bodies_folder.size() + 1));
}

Error in_log(const std::string& folder, std::uint64_t line, Error error) {
  error.what = log_path(folder) + ":" + std::to_string(line) + ": " + error.what;
  return error;
}

}  // namespace

std::string log_path(const std::string& folder) { return folder + "/" + std::string{log_name}; }

bool is_recording(const FileStore& files, const std::string& folder) {
  return files.type(log_path(folder)) == FileStore::Type::file;
}

Result<LogReader> LogReader::open(const FileStore& files, const std::string& folder) {
  if (!is_recording(files, folder))
    return Error{ErrorCode::not_found,
                 "'" + folder + "' is no recording: it has no " + std::string{log_name},
                 {},
                 "name a folder that 'phantomime record --out' wrote"};
  LogReader reader{files, folder};
  auto first = files.read_part(log_path(folder), 0, log_part_bytes);
  if (!first) return first.error();
  // A log of another version should be refused before anything is done with it.
  if (const auto end = first->find('\n'); end != std::string::npos)
    if (auto line = read_log_line(std::string_view{*first}.substr(0, end + 1));
        !line && line.error().code == ErrorCode::version)
      return in_log(folder, 1, line.error());
  return reader;
}

/// The next line with its line feed, or what is left behind the last one.
Result<std::optional<std::string_view>> LogReader::next_line() {
  for (std::size_t looked = at_;;) {
    if (const std::size_t end = buffer_.find('\n', looked); end != std::string::npos) {
      const std::string_view line = std::string_view{buffer_}.substr(at_, end + 1 - at_);
      at_ = end + 1;
      return std::optional{line};
    }
    if (ended_) {
      const std::string_view rest = std::string_view{buffer_}.substr(std::exchange(at_, buffer_.size()));
      return rest.empty() ? std::nullopt : std::optional{rest};
    }
    looked = buffer_.size() - at_;
    buffer_.erase(0, std::exchange(at_, 0));
    if (buffer_.size() > most_line_bytes)
      return in_log(folder_, line_ + 1, {ErrorCode::limit, "a line without an end", {}, "this is no recording's log"});
    auto part = files_->read_part(log_path(folder_), read_bytes_, log_part_bytes);
    if (!part) return part.error();
    ended_ = part->size() < log_part_bytes;
    read_bytes_ += part->size();
    buffer_ += *part;
  }
}

template <class Value, class Read>
Result<std::optional<Value>> LogReader::next_sound(Read&& read) {
  for (;;) {
    auto line = next_line();
    if (!line) return line.error();
    if (!*line) return std::optional<Value>{};
    ++line_;
    const std::size_t size = (*line)->size();
    Result<std::optional<Value>> made = read(**line);
    if (!made && made.error().code == ErrorCode::syntax) {
      if (damage_.torn_bytes == 0) torn_line_ = line_;
      damage_.torn_bytes += size;
      continue;
    }
    if (!made) return in_log(folder_, line_, made.error());
    if (damage_.torn_bytes > 0) {
      // Sound lines behind them: they were not torn off while being written.
      damage_.damaged_lines += line_ - torn_line_;
      if (damage_.first_damaged == 0) damage_.first_damaged = torn_line_;
      damage_.sound_bytes += std::exchange(damage_.torn_bytes, 0);
    }
    damage_.sound_bytes += size;
    if (*made) return made;
  }
}

Result<std::optional<Exchange>> LogReader::next() {
  return next_sound<Exchange>([&](std::string_view line) -> Result<std::optional<Exchange>> {
    auto read = read_log_line(line);
    if (!read) return read.error();
    if (read->session) sessions_.push_back(std::move(*read->session));
    return std::move(read->exchange);
  });
}

Result<std::optional<LogEntry>> LogReader::next_entry() {
  return next_sound<LogEntry>([&](std::string_view line) -> Result<std::optional<LogEntry>> {
    const std::uint64_t offset = read_bytes_ - buffer_.size() + at_ - line.size();
    if (auto head = read_log_line_head(line))
      return std::optional{
          LogEntry{head->number, offset, line.size(), line_, std::move(head->method), std::move(head->target)}};
    auto read = read_log_line(line);
    if (!read) return read.error();
    if (read->session) sessions_.push_back(std::move(*read->session));
    if (!read->exchange) return std::optional<LogEntry>{};
    return std::optional{LogEntry{read->exchange->number, offset, line.size(), line_,
                                  std::move(read->exchange->request.method),
                                  std::move(read->exchange->request.target)}};
  });
}

Result<Exchange> LogReader::read(std::uint64_t offset, std::uint64_t size, std::uint64_t line) {
  if (offset < window_offset_ || offset + size > window_offset_ + window_.size()) {
    // More than is asked for only where the next one is likely to be asked for too.
    const bool goes_on = offset == read_again_;
    auto part =
        files_->read_part(log_path(folder_), offset, goes_on ? std::max<std::size_t>(size, log_part_bytes) : size);
    if (!part) return part.error();
    window_ = std::move(*part);
    window_offset_ = offset;
  }
  read_again_ = offset + size;
  const std::string_view found = std::string_view{window_}.substr(offset - window_offset_, size);
  auto read = found.size() == size ? read_log_line(found)
                                   : Result<LogLine>{Error{ErrorCode::syntax, "the log ends before it", {}, {}}};
  if (!read) return in_log(folder_, line, read.error());
  if (!read->exchange)
    return in_log(folder_, line, {ErrorCode::syntax, "the log was changed while it was read", {}, {}});
  return std::move(*read->exchange);
}

Result<std::string> LogReader::bytes(const Body& body, std::size_t limit) const {
  if (body.kept == Body::Kept::here) return body.bytes;
  if (body.kept == Body::Kept::not_kept)
    return Error{ErrorCode::bad_value, "the body was not kept: " + body.why, {}, ""};
  if (!is_body_file(body.file))
    return Error{
        ErrorCode::outside_folder, "the log names '" + body.file + "' as a body's file", {}, "the log was changed"};
  const std::string path = folder_ + "/" + body.file;
  auto bytes = files_->read(path, limit);
  if (!bytes) return bytes.error();
  if (body.digest == sha256(*bytes)) return bytes;
  return Error{ErrorCode::bad_value,
               "'" + path + "' is not the body that was recorded: its digest differs",
               {},
               "the file was changed or damaged"};
}

Result<Recording> read_recording(const FileStore& files, const std::string& folder, std::size_t body_limit) {
  auto reader = LogReader::open(files, folder);
  if (!reader) return reader.error();
  Recording recording{folder, {}, {}, {}};
  const auto load = [&](Body& body) -> Result<void> {
    if (body.kept != Body::Kept::beside || body.size > body_limit) return {};
    auto bytes = reader->bytes(body, body_limit);
    if (!bytes) return bytes.error().code == ErrorCode::limit ? Result<void>{} : bytes.error();
    body.bytes = std::move(*bytes);
    body.kept = Body::Kept::here;
    return {};
  };
  for (;;) {
    auto exchange = reader->next();
    if (!exchange) return exchange.error();
    if (!*exchange) break;
    if (auto loaded = load((*exchange)->request.body); !loaded) return loaded.error();
    if ((*exchange)->response)
      if (auto loaded = load((*exchange)->response->body); !loaded) return loaded.error();
    recording.exchanges.push_back(std::move(**exchange));
  }
  std::stable_sort(recording.exchanges.begin(), recording.exchanges.end(),
                   [](const Exchange& a, const Exchange& b) { return a.number < b.number; });
  recording.sessions = reader->sessions();
  recording.damage = reader->damage();
  return recording;
}

}  // namespace phantomime::recording

#include "phantomime/recording/redaction/leak_check.hpp"

#include <algorithm>
#include <unordered_set>

#include "phantomime/http/content_decoding.hpp"
#include "phantomime/recording/log_reader.hpp"
#include "phantomime/recording/redaction/keyed_redactor.hpp"
#include "phantomime/recording/redaction/known_search.hpp"
#include "phantomime/recording/redaction/likely_secrets.hpp"

namespace phantomime::recording {
namespace {

constexpr std::size_t looked_at_once = 4u << 20;
constexpr std::size_t seen_twice = 64u << 10;
constexpr std::size_t most_body = 64u << 20;
constexpr int deepest_folder = 16;

bool is_log_or_body(std::string_view file) {
  return file == log_name || file.substr(0, bodies_folder.size() + 1) == std::string{bodies_folder} + "/";
}

}  // namespace

class LeakCheck::Search {
 public:
  Search(const FileStore& files, const std::string& folder, const RedactionRules& rules,
         const std::vector<std::string>& known)
      : files_{files}, folder_{folder}, rules_{rules}, known_{known}, again_{"another key, for looking", rules} {}

  Result<void> look_at_log() {
    if (!is_recording(files_, folder_)) return {};
    auto learned = for_each_exchange(
        files_, folder_, [this](const Exchange& one, const LogReader&) { return learn(one), Result<void>{}; });
    if (!learned) return learned.error();
    auto looked = for_each_exchange(
        files_, folder_, [this](Exchange& one, const LogReader& log) { return look_at(one, log), Result<void>{}; });
    if (!looked) return looked.error();
    return look_at_files(Files::of_the_log);
  }
  Result<void> look_at_rest() { return look_at_files(Files::all_others); }
  [[nodiscard]] const LeakReport& report() const noexcept { return report_; }

 private:
  void learn(const Exchange& exchange) {
    for (const Secret& secret : exchange.secrets) placeholders_.insert(secret.placeholder);
    again_.know_placeholders(exchange.secrets);
  }

  void add(Leak leak) {
    const auto same = [&](const Leak& one) {
      return one.file == leak.file && one.line == leak.line && one.exchange == leak.exchange && one.where == leak.where;
    };
    if (std::any_of(report_.leaks.begin(), report_.leaks.end(), same)) return;
    if (report_.leaks.size() < most_leaks)
      report_.leaks.push_back(std::move(leak));
    else
      report_.more = true;
  }

  // --- an exchange of the log

  void look_at(Exchange& exchange, const LogReader& log) {
    ++report_.exchanges;
    load(exchange.request.body, exchange, log, "request.body");
    if (exchange.response) load(exchange.response->body, exchange, log, "response.body");
    look_at_piece(exchange, "request.target", exchange.request.target);
    look_at_headers(exchange, "request.header.", exchange.request.headers);
    look_at_body(exchange, "request.body", exchange.request.body, exchange.request.headers);
    for (const Interim& interim : exchange.interim) look_at_headers(exchange, "interim.header.", interim.headers);
    if (exchange.response) {
      look_at_headers(exchange, "response.header.", exchange.response->headers);
      look_at_body(exchange, "response.body", exchange.response->body, exchange.response->headers);
    }
    look_at_piece(exchange, "failure", exchange.failure);
    redact_again(exchange);
  }

  void load(Body& body, const Exchange& exchange, const LogReader& log, const std::string& where) {
    if (body.kept != Body::Kept::beside) return;
    auto bytes = log.bytes(body, most_body);
    if (bytes) {
      body.bytes = *std::move(bytes);
      body.kept = Body::Kept::here;
    } else {
      report_.unread.push_back("exchange " + std::to_string(exchange.number) + ", " + where + ": " +
                               bytes.error().what);
    }
  }

  /// What the rules would replace now should have been replaced then.
  void redact_again(Exchange& exchange) {
    const std::size_t before = exchange.secrets.size();
    again_.redact(exchange);
    for (std::size_t at = before; at < exchange.secrets.size(); ++at)
      add({std::string{log_name}, 0, exchange.number, exchange.secrets[at].kind, exchange.secrets[at].where});
  }

  void look_at_headers(const Exchange& exchange, const std::string& base, const http::Headers& headers) {
    for (const http::Header& line : headers) {
      const std::string where = base + std::string{line.name};
      if (known_.find(line.value) != std::string_view::npos)
        add({std::string{log_name}, 0, exchange.number, "known secret", where});
      // A cookie's attributes and a link's parameters are no secrets by name; what is certain is looked for.
      find_likely_secrets(line.value, suspicion(exchange, where));
    }
  }

  void look_at_body(const Exchange& exchange, const std::string& where, const Body& body,
                    const http::Headers& headers) {
    for (const http::Header& line : body.trailers) look_at_piece(exchange, where + ".trailer", line.value);
    if (body.kept != Body::Kept::here) return;
    auto codings = http::content_codings(headers);
    if (!codings || codings->empty()) return look_at_piece(exchange, where, body.bytes);
    const auto decoded = http::decoded_content(body.bytes, *codings, most_body);
    if (decoded)
      look_at_piece(exchange, where, *decoded);
    else
      report_.unread.push_back("exchange " + std::to_string(exchange.number) + ", " + where + ": " +
                               decoded.error().what);
  }

  void look_at_piece(const Exchange& exchange, const std::string& where, std::string_view text) {
    if (known_.find(text) != std::string_view::npos)
      add({std::string{log_name}, 0, exchange.number, "known secret", where});
    find_likely_secrets(text, suspicion(exchange, where));
  }

  Suspicion suspicion(const Exchange& exchange, const std::string& where) {
    return [this, &exchange, &where](std::string_view kind, std::string_view name, std::string_view text, std::size_t) {
      if (!is_fine(name, text, where)) add({std::string{log_name}, 0, exchange.number, std::string{kind}, where});
    };
  }

  /// Whether it is a placeholder, however it is spelled and whatever little of it was cut off, or kept by a rule.
  bool is_fine(std::string_view name, std::string_view text, std::string_view where) const {
    if (!name.empty() && rules_.keeps_name(name)) return true;
    if (placeholders_.count(std::string{text}) > 0 || rules_.keeps(text, where)) return true;
    return std::any_of(placeholders_.begin(), placeholders_.end(), [text](const std::string& one) {
      if (one.size() > text.size()) return text.size() >= 6 && one.find(text) != std::string::npos;
      return one.size() >= 6 && text.find(one) != std::string_view::npos;
    });
  }

  // --- files as they are

  enum class Files { of_the_log, all_others };

  Result<void> look_at_files(Files which) {
    which_ = which;
    return look_at_folder("", 0);
  }

  Result<void> look_at_folder(const std::string& below, int depth) {
    const auto entries = files_.list(below.empty() ? folder_ : folder_ + "/" + below);
    if (!entries) return entries.error();
    for (const FileStore::Entry& entry : *entries) {
      const std::string name = below.empty() ? entry.name : below + "/" + entry.name;
      if (entry.type == FileStore::Type::folder && depth < deepest_folder) {
        if (auto looked = look_at_folder(name, depth + 1); !looked) return looked;
      } else if (entry.type == FileStore::Type::file) {
        if (is_log_or_body(name) == (which_ == Files::of_the_log)) look_at_file(name);
      } else if (which_ == Files::all_others) {
        report_.unread.push_back(name + ": no plain file");
      }
    }
    return {};
  }

  void look_at_file(const std::string& name) {
    ++report_.files;
    const bool ours = is_log_or_body(name);
    std::uint64_t offset = 0, lines = 1;
    for (std::string text;;) {
      auto part = files_.read_part(folder_ + "/" + name, offset, looked_at_once);
      if (!part) return report_.unread.push_back(name + ": " + part.error().what);
      offset += part->size();
      report_.bytes += part->size();
      const bool last = part->size() < looked_at_once;
      text += *part;
      look_at_text(name, text, lines, ours);
      if (last) return;
      const std::size_t cut = text.size() - std::min(seen_twice, text.size());
      lines +=
          static_cast<std::uint64_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(cut), '\n'));
      text.erase(0, cut);
    }
  }

  void look_at_text(const std::string& name, std::string_view text, std::uint64_t lines, bool ours) {
    const auto line_of = [&](std::size_t at) {
      return lines +
             static_cast<std::uint64_t>(std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
    };
    if (const std::size_t at = known_.find(text); at != std::string_view::npos)
      add({name, line_of(at), 0, "known secret", {}});
    // In the log and beside it likely secrets were looked for exchange by exchange.
    if (ours) return;
    find_likely_secrets(text,
                        [&](std::string_view kind, std::string_view beside, std::string_view found, std::size_t at) {
                          if (!is_fine(beside, found, {})) add({name, line_of(at), 0, std::string{kind}, {}});
                        });
  }

  const FileStore& files_;
  const std::string& folder_;
  const RedactionRules& rules_;
  KnownSearch known_;
  KeyedRedactor again_;
  std::unordered_set<std::string> placeholders_;
  Files which_ = Files::of_the_log;
  LeakReport report_;
};

LeakCheck::LeakCheck(const FileStore& files, const std::string& folder, const RedactionRules& rules,
                     const std::vector<std::string>& known)
    : search_{std::make_unique<Search>(files, folder, rules, known)} {}

LeakCheck::~LeakCheck() = default;

Result<void> LeakCheck::log() { return search_->look_at_log(); }

Result<void> LeakCheck::rest() { return search_->look_at_rest(); }

const LeakReport& LeakCheck::report() const noexcept { return search_->report(); }

Result<LeakReport> check_leaks(const FileStore& files, const std::string& folder, const RedactionRules& rules,
                               const std::vector<std::string>& known) {
  LeakCheck check{files, folder, rules, known};
  if (auto looked = check.log(); !looked) return looked.error();
  if (auto looked = check.rest(); !looked) return looked.error();
  return check.report();
}

}  // namespace phantomime::recording

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "phantomime/base/load_context.hpp"
#include "phantomime/formats/exchange_formats/losses.hpp"

namespace phantomime::formats {

/// What happens to an entry that is broken.
enum class Broken {
  refused,   ///< it is an error of the whole file
  left_out,  ///< the others are used
};

/// What the readers of foreign formats leave behind: errors, entries that were left out, losses. Keys that nobody
/// knows are no errors here: these formats allow them. One thread.
class Reading {
 public:
  /// An entry that was left out, and why.
  struct LeftOut {
    std::string what;  ///< `entry 3`
    Errors errors;
  };

  explicit Reading(Broken broken) : broken_{broken} {}
  Reading(const Reading&) = delete;
  Reading& operator=(const Reading&) = delete;

  [[nodiscard]] Errors& errors() noexcept { return errors_; }
  [[nodiscard]] const std::vector<LeftOut>& left_out() const noexcept { return left_out_; }
  [[nodiscard]] Losses& losses() noexcept { return losses_; }
  [[nodiscard]] LoadContext& context() noexcept { return context_; }
  [[nodiscard]] bool is_lenient() const noexcept { return broken_ == Broken::left_out; }
  /// Keeps a text that nodes point into.
  void keep(std::shared_ptr<const Source> source) { sources_.push_back(std::move(source)); }

  void error(const Node& where, ErrorCode code, std::string what, std::string hint = {}) {
    context_.error(where, code, std::move(what), std::move(hint));
  }

  /// Calls `read(node)` for each item of a list; it gives whether what it read is to be kept. Past 200 errors it ends.
  template <class Read>
  void each_entry(const Node& list, std::string_view kind, Read&& read) {
    for (std::size_t at = 0; at < list.items().size(); ++at)
      if (!entry(std::string{kind} + " " + std::to_string(at + 1), [&] { read(list.items()[at]); })) return;
  }
  /// One of them: what `read` reports is the whole file's, or, lenient, its own. `read` adds what it made only where
  /// it reported nothing. False: there are too many errors to go on.
  template <class Read>
  bool entry(std::string what, Read&& read) {
    const std::size_t before = errors_.size();
    read();
    if (errors_.size() == before) return true;
    if (!is_lenient()) return go_on();
    const auto first = errors_.begin() + static_cast<std::ptrdiff_t>(before);
    left_out_.push_back({std::move(what), Errors{first, errors_.end()}});
    errors_.erase(first, errors_.end());
    return true;
  }
  /// Says something that a person should know and that is neither error nor loss.
  void warn(std::string what) { warnings_.push_back(std::move(what)); }
  [[nodiscard]] const std::vector<std::string>& warnings() const noexcept { return warnings_; }
  /// Reports a list of errors as one thing that was left out: what a broken text could not be read of.
  void leave_out(std::string what, Errors errors) { left_out_.push_back({std::move(what), std::move(errors)}); }

  // Members of mappings. What is not there, or null, gives nothing; what is required is reported.
  [[nodiscard]] const Node* member(const Node& mapping, std::string_view key) const;
  [[nodiscard]] const Node* required(const Node& mapping, std::string_view key, std::string_view in_what);
  [[nodiscard]] std::optional<std::string> text(const Node& mapping, std::string_view key);
  [[nodiscard]] std::optional<std::string> required_text(const Node& mapping, std::string_view key,
                                                         std::string_view in_what);
  [[nodiscard]] std::optional<std::int64_t> integer(const Node& mapping, std::string_view key, std::int64_t low,
                                                    std::int64_t high);
  [[nodiscard]] const Node* list(const Node& mapping, std::string_view key);
  [[nodiscard]] const Node* mapping(const Node& mapping, std::string_view key);
  /// Bytes from base64, blanks and line breaks in it left out.
  [[nodiscard]] std::optional<std::string> base64(const Node& text);

 private:
  class NoFixtures final : public FixtureReader {
   public:
    std::shared_ptr<const std::string> read(std::string_view, Error& error) override;
  };
  [[nodiscard]] bool go_on();

  Broken broken_;
  Errors errors_;
  std::vector<LeftOut> left_out_;
  std::vector<std::string> warnings_;
  Losses losses_;
  NoFixtures fixtures_;
  LoadContext context_{fixtures_, errors_};
  std::vector<std::shared_ptr<const Source>> sources_;
};

}  // namespace phantomime::formats

#include "phantomime/recording/redaction/window_redaction.hpp"

#include <algorithm>
#include <deque>
#include <utility>

#include "phantomime/http/content_decoding.hpp"
#include "phantomime/recording/redaction/scrub.hpp"

namespace phantomime::recording {
namespace {

/// A word is not cut if it ends within so many bytes.
constexpr std::size_t longest_word = 8u << 10;
/// Compressed bytes that become so much more of them are a bomb.
constexpr std::uint64_t most_ratio = 1100;
constexpr std::uint64_t ratio_matters_from = 256u << 20;

/// Windows over text that comes in pieces.
class Windows {
 public:
  Windows(Vault& vault, const RedactionRules& rules, std::string where)
      : vault_{vault}, rules_{rules}, where_{std::move(where)}, list_{secrets_} {}

  void feed(std::string_view bytes, std::string& out) {
    while (!bytes.empty()) {
      const std::size_t room = window_bytes + window_overlap - pending_.size();
      pending_ += bytes.substr(0, room);
      bytes.remove_prefix(std::min(room, bytes.size()));
      if (pending_.size() == window_bytes + window_overlap) look(window_bytes, Rest::follows, out);
    }
  }
  void finish(std::string& out) { look(pending_.size(), Rest::none, out); }

  [[nodiscard]] const std::vector<Secret>& secrets() const noexcept { return secrets_; }
  /// Bytes that were looked at and let go.
  [[nodiscard]] std::uint64_t passed() const noexcept { return passed_; }

 private:
  void look(std::size_t wanted, Rest rest, std::string& out) {
    Edits edits = Scrub{vault_, rules_, list_}.piece(pending_, {where_}, rest);
    std::size_t cut = wanted;
    if (rest == Rest::follows) {
      const std::size_t border = pending_.find_last_of(" \t\r\n,&;<>\"{}", wanted);
      if (border != std::string::npos && wanted - border < longest_word) cut = border;
      cut = edits.cut_before(cut);
      // A secret as long as the window: what is sure is that it will not grow less so.
      if (cut == 0) cut = wanted;
    }
    out += edits.applied(pending_, cut);
    pending_.erase(0, cut);
    passed_ += cut;
  }

  Vault& vault_;
  const RedactionRules& rules_;
  std::string where_;
  std::vector<Secret> secrets_;
  ExchangeSecrets list_;
  std::string pending_;
  std::uint64_t passed_ = 0;
};

class PlainBody final : public BodyRedaction {
 public:
  PlainBody(Vault& vault, const RedactionRules& rules, std::string where) : windows_{vault, rules, std::move(where)} {}

  std::string feed(std::string_view bytes) override {
    std::string out;
    windows_.feed(bytes, out);
    return out;
  }
  std::string finish() override {
    std::string out;
    windows_.finish(out);
    return out;
  }
  const std::string& given_up() const noexcept override { return given_up_; }
  const std::vector<Secret>& secrets() const noexcept override { return windows_.secrets(); }

 private:
  Windows windows_;
  std::string given_up_;
};

class CodedBody final : public BodyRedaction {
 public:
  CodedBody(Vault& vault, const RedactionRules& rules, std::string where,
            const std::vector<http::ContentCoding>& codings)
      : windows_{vault, rules, std::move(where)} {
    for (auto coding = codings.rbegin(); coding != codings.rend(); ++coding) decoders_.emplace_back(*coding);
  }

  std::string feed(std::string_view bytes) override {
    std::string out;
    // In small pieces, so that what waits for its window is known in small pieces.
    while (!bytes.empty() && given_up_.empty()) {
      const std::string_view piece = bytes.substr(0, piece_bytes);
      bytes.remove_prefix(piece.size());
      came_ += piece.size();
      decode(0, piece);
      waiting_.emplace_back(decoded_, std::string{piece});
      release(out);
    }
    return given_up_.empty() ? out : std::string{};
  }
  std::string finish() override {
    std::string out, looked_at;
    if (given_up_.empty()) windows_.finish(looked_at);
    release(out);
    return given_up_.empty() ? out : std::string{};
  }
  const std::string& given_up() const noexcept override { return given_up_; }
  const std::vector<Secret>& secrets() const noexcept override { return windows_.secrets(); }

 private:
  static constexpr std::size_t piece_bytes = 16u << 10;

  void decode(std::size_t level, std::string_view bytes) {
    if (level == decoders_.size()) {
      decoded_ += bytes.size();
      if (decoded_ > ratio_matters_from && decoded_ / most_ratio > came_)
        given_up_ = "it becomes implausibly long once decoded";
      std::string looked_at;
      windows_.feed(bytes, looked_at);
      return;
    }
    std::string out;
    do {
      out.clear();
      if (!decoders_[level].feed(bytes, out))
        given_up_ = "it is not in its content coding, so that nobody can look for secrets in it";
      if (!given_up_.empty()) return;
      decode(level + 1, out);
    } while (given_up_.empty() && (!bytes.empty() || !out.empty()));
  }

  void release(std::string& out) {
    if (given_up_.empty() && !windows_.secrets().empty())
      given_up_ = "a secret lies within its content coding, and it is too long to be coded again";
    if (!given_up_.empty()) return waiting_.clear();
    while (!waiting_.empty() && waiting_.front().first <= windows_.passed()) {
      out += waiting_.front().second;
      waiting_.pop_front();
    }
  }

  Windows windows_;
  std::vector<http::ContentDecoder> decoders_;
  std::deque<std::pair<std::uint64_t, std::string>> waiting_;  ///< up to where it decodes, and the bytes
  std::uint64_t came_ = 0, decoded_ = 0;
  std::string given_up_;
};

class UnknownBody final : public BodyRedaction {
 public:
  std::string feed(std::string_view) override { return {}; }
  std::string finish() override { return {}; }
  const std::string& given_up() const noexcept override { return given_up_; }
  const std::vector<Secret>& secrets() const noexcept override { return none_; }

 private:
  std::string given_up_ = "its content coding is unknown, so that nobody can look for secrets in it";
  std::vector<Secret> none_;
};

}  // namespace

std::unique_ptr<BodyRedaction> window_redaction(Vault& vault, const RedactionRules& rules, const http::Headers& headers,
                                                std::string where) {
  const auto codings = http::content_codings(headers);
  if (!codings) return std::make_unique<UnknownBody>();
  if (codings->empty()) return std::make_unique<PlainBody>(vault, rules, std::move(where));
  return std::make_unique<CodedBody>(vault, rules, std::move(where), *codings);
}

}  // namespace phantomime::recording

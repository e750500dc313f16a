#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "phantomime/http/headers.hpp"
#include "phantomime/recording/redaction/exchange_secrets.hpp"
#include "phantomime/recording/redaction/rules.hpp"
#include "phantomime/recording/redaction/vault.hpp"
#include "phantomime/recording/redaction/where.hpp"

namespace phantomime::recording {

/// By which looks a text without a name is taken for a secret.
enum class Looks {
  all,
  certain,  ///< not by entropy: its name says that it is an id or a digest
};

/// What comes behind a text that is looked at.
enum class Rest {
  none,
  follows,  ///< more of the same body
};

/// What a pass over an exchange looks for.
enum class Pass {
  all,
  known,  ///< what is known by now, and nothing new
};

/// Looks through the parts of one exchange. What it returns is the part with its secrets replaced, or nothing where
/// there are none. One thread.
class Scrub {
 public:
  Scrub(Vault& vault, const RedactionRules& rules, ExchangeSecrets& secrets, Pass pass = Pass::all)
      : vault_{vault}, rules_{rules}, secrets_{secrets}, pass_{pass} {}

  using Changed = std::optional<std::string>;

  // Parts of an exchange: first what is a secret by name and looks, then the user's expressions, then what is known.
  [[nodiscard]] Changed target(std::string_view target, const Where& where);
  /// The lines, in place. Whether any changed.
  bool headers(http::Headers& headers, std::string_view base);
  /// Decoded. `type`: its Content-Type.
  [[nodiscard]] Changed body(std::string_view text, std::string_view type, const Where& where);
  [[nodiscard]] Changed prose(std::string_view text, const Where& where);
  /// What is to be replaced in a piece of a body of any kind.
  [[nodiscard]] Edits piece(std::string_view text, const Where& where, Rest rest);

  // What those are made of. `nested` counts how deep one text lies within another.

  /// The placeholder of a secret in the clear; nothing where it is none: empty, kept by a rule, a placeholder itself.
  [[nodiscard]] Changed hide(std::string_view clear, std::string_view kind, const Where& where);
  [[nodiscard]] Changed hide_number(std::string_view number, std::string_view kind, const Where& where);
  /// The value of something with a secret name: it may have a scheme, or be JSON.
  [[nodiscard]] Changed hide_value(std::string_view clear, std::string_view kind, const Where& where, int nested);
  /// Any text that stands as a value somewhere: JSON, a URL, base64 of either, prose.
  [[nodiscard]] Changed value(std::string_view text, const Where& where, Looks looks, int nested);
  /// `all_secret`: not empty: the kind of which every value in it is, because of a name outside of it. Nothing also
  /// where the text is no JSON, which `valid` then says.
  [[nodiscard]] Changed json(std::string_view text, const Where& where, int nested, std::string_view all_secret = {},
                             bool* valid = nullptr);
  [[nodiscard]] Changed fields(std::string_view text, SecretRule::Place place, const Where& where, int nested);
  [[nodiscard]] Changed url(std::string_view text, const Where& where, Looks looks, int nested);
  /// `Basic dXNlcjpwYXNz`, `Digest a=b, ...`, `Bearer x`.
  [[nodiscard]] Changed credentials(std::string_view value, std::string_view kind, const Where& where);
  [[nodiscard]] Changed cookies(std::string_view value, bool set_cookie, const Where& where);
  [[nodiscard]] Changed header(std::string_view name, std::string_view value, const Where& where);

  /// Whether it stands for a secret already.
  [[nodiscard]] bool is_placeholder(std::string_view text) const {
    return secrets_.had_placeholder(text) || vault_.is_placeholder(text);
  }
  [[nodiscard]] const RedactionRules& rules() const noexcept { return rules_; }

  /// By which looks a value is judged that has this name.
  [[nodiscard]] static Looks looks_of(std::string_view name, std::string_view value);

  static constexpr int deepest = 6;

 private:
  [[nodiscard]] bool stays(std::string_view clear, const Where& where) const;
  [[nodiscard]] Changed line(std::string_view base, const http::Header& line);
  [[nodiscard]] Changed remembered_line(std::string_view base, const http::Header& line);
  [[nodiscard]] Changed basic(std::string_view encoded, const Where& where);
  [[nodiscard]] Changed parameters(std::string_view text, const Where& where);
  [[nodiscard]] Edits by_expressions(std::string_view text, const Where& where);
  /// A part with what was found in it, and what is known besides.
  [[nodiscard]] Changed finished(std::string_view text, Changed changed, const Where& where);

  Vault& vault_;
  const RedactionRules& rules_;
  ExchangeSecrets& secrets_;
  Pass pass_;
};

}  // namespace phantomime::recording

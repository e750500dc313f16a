// credentials: basic, bearer or token. Nothing here ever shows a secret; the user of a stub's own basic credentials is
// none.
#include <algorithm>
#include <array>

#include "phantomime/base/base64.hpp"
#include "phantomime/matchers/conditions/condition.hpp"
#include "phantomime/matchers/keys.hpp"

namespace phantomime::matchers {

namespace {

constexpr std::string_view absent = "absent";

std::string shell_quoted(std::string_view text) {
  const bool plain = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view{"-_.:/@+,%"}.find(c) != std::string_view::npos;
  });
  if (plain) return std::string{text};
  std::string quoted = "'";
  for (const char c : text) quoted += c == '\'' ? std::string{"'\\''"} : std::string(1, c);
  return quoted + "'";
}

const std::string& exact_text(const Condition& condition) {
  return condition.equality()->get_ref<const std::string&>();
}

// What every kind shares: at most one Difference, under one name.
class CredentialBase : public Credential {
 public:
  explicit CredentialBase(Location where) : where_{std::move(where)} {}

 protected:
  void add(std::vector<Difference>& differences, std::string expected, std::string actual, std::string edit) const {
    constexpr double other = 0.4;
    const double distance = actual == absent ? 1 : other;
    differences.push_back({"credentials", std::move(expected), std::move(actual), std::move(edit), distance, where_});
  }

 private:
  Location where_;
};

class BasicCredential final : public CredentialBase {
 public:
  BasicCredential(Condition user_condition, Condition password_condition, Location where)
      : CredentialBase{std::move(where)}, user_{std::move(user_condition)}, password_{std::move(password_condition)} {
    if (!user_.is_exact() || !password_.is_exact()) return;
    user = exact_text(user_);
    password = exact_text(password_);
    has_basic = true;
    sent_ = "Basic " + encode_base64(user + ':' + password);
  }

  bool matches(const http::RequestView& request) const override {
    // As nearly all clients send it; decoding finds the rest.
    if (has_basic && request.request().headers.find("Authorization") == sent_) return true;
    const auto* basic = request.basic();
    return basic && user_.holds({basic->user, nullptr, false}) && password_.holds({basic->password, nullptr, false});
  }
  void explain(const http::RequestView& request, std::vector<Difference>& differences) const override {
    if (matches(request)) return;
    const auto* basic = request.basic();
    std::string actual{absent};
    if (basic) actual = user_.holds({basic->user, nullptr, false}) ? "another password" : "another user";
    if (!basic && request.request().headers.has("Authorization")) actual = "no basic credentials";
    add(differences, expected(), actual, "send " + expected());
  }
  std::string describe() const override { return "credentials: " + expected(); }
  std::string identity() const override {
    if (user_.identity().empty() || password_.identity().empty()) return {};
    return "basic " + user_.identity() + ' ' + password_.identity();
  }
  bool apply(http::Headers& headers) const override {
    if (has_basic) headers.set("Authorization", sent_);
    return has_basic;
  }
  std::string curl_options() const override { return has_basic ? "-u " + shell_quoted(user + ':' + password) : ""; }

 private:
  std::string expected() const {
    return "basic credentials whose user " + user_.describe() + (has_basic ? "" : " and whose password is as asked");
  }
  Condition user_, password_;
  std::string sent_;  ///< the header's value
};

class BearerCredential final : public CredentialBase {
 public:
  BearerCredential(Condition condition, Location where)
      : CredentialBase{std::move(where)}, condition_{std::move(condition)} {
    if (!condition_.is_exact()) return;
    token = exact_text(condition_);
    has_token = true;
  }

  bool matches(const http::RequestView& request) const override {
    Values values;
    if (const std::string_view text = request.bearer(); !text.empty()) values.add({text, nullptr, false});
    return condition_.holds(values);
  }
  void explain(const http::RequestView& request, std::vector<Difference>& differences) const override {
    if (matches(request)) return;
    add(differences, "the bearer token that the stub asks for",
        request.bearer().empty() ? std::string{absent} : "another token",
        "send the header Authorization: Bearer with the token that the stub asks for");
  }
  std::string describe() const override { return "credentials: a bearer token"; }
  std::string identity() const override {
    return condition_.identity().empty() ? std::string{} : "bearer " + condition_.identity();
  }
  bool apply(http::Headers& headers) const override {
    if (has_token) headers.set("Authorization", "Bearer " + token);
    return has_token;
  }
  std::string curl_options() const override {
    return has_token ? "-H " + shell_quoted("Authorization: Bearer " + token) : "";
  }

 private:
  Condition condition_;
};

class TokenCredential final : public CredentialBase {
 public:
  TokenCredential(std::string header, Condition condition, Location where)
      : CredentialBase{std::move(where)}, header_{std::move(header)}, condition_{std::move(condition)} {
    if (!condition_.is_exact()) return;
    token = exact_text(condition_);
    has_token = true;
  }

  bool matches(const http::RequestView& request) const override {
    Values values;
    for (const http::Header& header : request.request().headers)
      if (http::same_name(header.name, header_)) values.add({header.value, nullptr, false});
    return condition_.holds(values);
  }
  void explain(const http::RequestView& request, std::vector<Difference>& differences) const override {
    if (matches(request)) return;
    add(differences, "the token that the stub asks for in the header " + header_,
        request.request().headers.has(header_) ? "another token" : std::string{absent},
        "send the header " + header_ + " with the token that the stub asks for");
  }
  std::string describe() const override { return "credentials: a token in the header " + header_; }
  std::string identity() const override {
    return condition_.identity().empty() ? std::string{} : "token " + header_ + ' ' + condition_.identity();
  }
  bool apply(http::Headers& headers) const override {
    if (has_token) headers.set(header_, token);
    return has_token;
  }
  std::string curl_options() const override { return has_token ? "-H " + shell_quoted(header_ + ": " + token) : ""; }

 private:
  std::string header_;
  Condition condition_;
};

using CredentialPtr = std::shared_ptr<const Credential>;

struct CredentialKey : KeyRow {
  CredentialPtr (*load)(const Node& value, LoadContext& context) = nullptr;
};

CredentialPtr load_basic(const Node& node, LoadContext& context) {
  std::optional<Condition> user, password;
  read_mapping(node, context, "'basic'", basic_rows(), [&](const KeyRow& row, const Node& value) {
    auto& target = row.key == "user" ? user : password;
    target = load_condition(value, context, ConditionTable::text, "the " + std::string{row.key});
  });
  if (!user || !password) return nullptr;
  if (user->is_exact() && exact_text(*user).find(':') != std::string::npos) {
    context.error(*node.find("user"), ErrorCode::bad_value, "a user of basic credentials has no ':'",
                  "what follows the first ':' is the password");
    return nullptr;
  }
  return std::make_shared<BasicCredential>(std::move(*user), std::move(*password), node.location());
}

CredentialPtr load_bearer(const Node& node, LoadContext& context) {
  auto condition = load_condition(node, context, ConditionTable::field, "the bearer token");
  if (!condition) return nullptr;
  return std::make_shared<BearerCredential>(std::move(*condition), node.location());
}

CredentialPtr load_token(const Node& node, LoadContext& context) {
  std::string header;
  std::optional<Condition> condition;
  read_mapping(node, context, "'token'", token_rows(), [&](const KeyRow& row, const Node& value) {
    if (row.key == "value") {
      condition = load_condition(value, context, ConditionTable::field, "the token's value");
    } else if (const auto name = read_string(value, context, "'header'")) {
      if (is_method(*name))  // header names and methods are the same tokens (RFC 9110, 5.6.2)
        header = *name;
      else
        context.error(value, ErrorCode::bad_value, "'" + *name + "' is no header name",
                      "use letters, digits and hyphens, without the colon");
    }
  });
  if (header.empty() || !condition) return nullptr;
  return std::make_shared<TokenCredential>(std::move(header), std::move(*condition), node.location());
}

std::span<const CredentialKey> credential_keys() {
  static const std::array<CredentialKey, 3> keys = {
      CredentialKey{{"basic", "user and password of basic authentication", R"({"$ref": "#/$defs/basic_credential"})",
                     "{user: admin, password: changeme}", "admin:changeme"},
                    load_basic},
      CredentialKey{{"bearer", "the token of a bearer Authorization header", R"({"$ref": "#/$defs/field_condition"})",
                     "eyJhbGciOi", "[eyJhbGciOi]"},
                    load_bearer},
      CredentialKey{{"token", "a token in a header of its own", R"({"$ref": "#/$defs/token_credential"})",
                     "{header: ph-auth-token, value: this-is-a-token}", "this-is-a-token"},
                    load_token},
  };
  return keys;
}

// The stub's own credentials take the place of those from the defaults.
void load_credentials(const Node& node, LoadContext& context, RequestSpec& spec) {
  std::erase_if(spec.conditions, [](const MatcherPtr& condition) {
    return dynamic_cast<const Credential*>(condition.get()) != nullptr;
  });
  spec.without_pack_credentials = false;
  if (const std::string* word = node.as_string()) {
    if (*word == "none")
      spec.without_pack_credentials = true;
    else
      context.error(node, ErrorCode::bad_value, "'credentials': expected none or a mapping, found '" + *word + "'",
                    "write credentials: {basic: {user: ..., password: ...}}");
    return;
  }
  const auto credential = load_credential(node, context);
  if (!credential) return;
  spec.conditions.push_back(credential);
  const Node* token = node.find("token");
  const Node* header = token ? token->find("header") : nullptr;
  std::string name = header ? header->text() : "authorization";
  for (char& c : name)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  spec.named_fields.push_back({FacetKey::Kind::header, std::move(name)});
}

}  // namespace

std::shared_ptr<const Credential> load_credential(const Node& node, LoadContext& context) {
  const std::size_t errors = context.error_count();
  CredentialPtr credential;
  read_mapping(node, context, "credentials", credential_keys(),
               [&](const CredentialKey& key, const Node& value) { credential = key.load(value, context); });
  if (context.error_count() != errors) return nullptr;
  if (node.size() == 1) return credential;
  context.error(node, node.size() == 0 ? ErrorCode::missing_key : ErrorCode::conflict,
                "credentials need exactly one of basic, bearer and token",
                node.size() == 0 ? "write {basic: {user: ..., password: ...}}"
                                 : "leave the others out; a pack may accept several, each an entry of its own");
  return nullptr;
}

std::span<const KeyRow> credential_rows() {
  static const auto rows = plain_rows(credential_keys());
  return rows;
}

std::span<const KeyRow> basic_rows() {
  static constexpr std::array<KeyRow, 2> rows = {
      KeyRow{"user", "the user", R"({"$ref": "#/$defs/text_condition"})", "admin", "[admin]", Presence::required},
      KeyRow{"password", "the password", R"({"$ref": "#/$defs/text_condition"})", "changeme", "[changeme]",
             Presence::required},
  };
  return rows;
}

std::span<const KeyRow> token_rows() {
  static constexpr std::array<KeyRow, 2> rows = {
      KeyRow{"header", "the header that carries it", R"({"type": "string", "minLength": 1})", "ph-auth-token", "[x]",
             Presence::required},
      KeyRow{"value", "the token", R"({"$ref": "#/$defs/field_condition"})", "this-is-a-token", "[x]",
             Presence::required},
  };
  return rows;
}

RequestKey credentials_key() {
  return {{"credentials", "the credentials this stub asks for, or none: it answers without the pack's",
           R"({"anyOf": [{"$ref": "#/$defs/credential"}, {"const": "none"}]})",
           "{basic: {user: admin, password: changeme}}", "admin"},
          load_credentials};
}

}  // namespace phantomime::matchers

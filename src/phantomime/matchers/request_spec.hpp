#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "phantomime/base/load_context.hpp"
#include "phantomime/matchers/matcher.hpp"
#include "phantomime/matchers/path_pattern.hpp"

namespace phantomime::matchers {

/// Which requests a stub answers: the value of `request:`. Filled by the loaders of the request keys, then constant.
struct RequestSpec {
  std::vector<std::string> methods;  ///< empty: any
  std::optional<PathPattern> path;   ///< empty: any
  bool trailing_slash_tolerated = false;
  bool without_pack_credentials = false;  ///< credentials: none
  std::vector<MatcherPtr> conditions;     ///< everything but method and path; all must hold
  std::vector<FacetKey> named_fields;     ///< the fields that conditions name, for nothing_else
  Location where;                         ///< of the value of `request:`
  Location method_where, path_where;

  [[nodiscard]] bool method_matches(std::string_view method) const;
  /// Path with the slash rule applied.
  [[nodiscard]] bool path_matches(std::string_view canonical_path) const;
  [[nodiscard]] bool path_matches(std::string_view canonical_path, Captures& captures) const;
  [[nodiscard]] bool conditions_match(const http::RequestView& request) const;
  [[nodiscard]] bool matches(const http::RequestView& request) const;
  /// Every field that differs, method and path included.
  void explain(const http::RequestView& request, std::vector<Difference>& differences) const;
  [[nodiscard]] unsigned condition_count() const;
  /// Whether method, path or body is a pattern, so that the stub needs an `example:`.
  [[nodiscard]] bool is_pattern() const noexcept { return is_pattern_; }
  bool is_pattern_ = false;  ///< set by the loaders
};

/// A row of the registry of request keys: query, headers, body, any, ...
struct RequestKey : KeyRow {
  void (*load)(const Node& value, LoadContext& context, RequestSpec& spec) = nullptr;
  /// When its loader runs: keys that look at what the others beside them say come last.
  enum class Turn { as_written, after_others };
  Turn turn = Turn::as_written;
};
/// All keys of `request:` in the order of the format reference. Never empty, no duplicates (tested).
[[nodiscard]] std::span<const RequestKey> request_keys();
/// Those of them that may be under `defaults: request:`.
[[nodiscard]] std::span<const RequestKey> request_defaults_keys();
/// The tables of the mappings under them: conditions, body, credentials, multipart parts, ... for the schema and docs.
[[nodiscard]] std::span<const NamedTable> request_tables();

/// Reads the value of `request:`, `METHOD PATH` or a mapping, over what `spec` holds already (defaults). Reports every
/// error.
void load_request(const Node& node, LoadContext& context, RequestSpec& spec);
/// Reads what may be under `defaults: request:`.
void load_request_defaults(const Node& node, LoadContext& context, RequestSpec& spec);

/// One entry of `credentials:`, for stubs and for `pack: credentials: accept:`.
class Credential : public Matcher {
 public:
  /// What `phantomime run` exports; empty where the credential is of another kind or a pattern.
  std::string user, password, token;
  bool has_basic = false, has_token = false;
  /// Puts this credential on a request, for examples and curl lines; false where it is a pattern.
  virtual bool apply(http::Headers& headers) const = 0;
  /// As options for a curl line, e.g. `-u admin:changeme`; a pack's own credentials are meant to be shown by `serve`.
  [[nodiscard]] virtual std::string curl_options() const = 0;
};
[[nodiscard]] std::shared_ptr<const Credential> load_credential(const Node& node, LoadContext& context);

}  // namespace phantomime::matchers

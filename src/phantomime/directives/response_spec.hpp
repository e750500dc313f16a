#pragma once

#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "phantomime/base/clock.hpp"
#include "phantomime/base/json.hpp"
#include "phantomime/base/load_context.hpp"
#include "phantomime/base/random.hpp"
#include "phantomime/directives/fault_spec.hpp"
#include "phantomime/http/reply.hpp"
#include "phantomime/http/request_view.hpp"

namespace phantomime::directives {

class Template;   // template.hpp: the adapter of inja
class Computed;   // computed.hpp
class Names;      // names.hpp
class Rows;       // rows.hpp
class Responder;  // responder.hpp

/// What a response may depend on besides its spec. Lives for one reply; one thread.
struct RenderContext {
  const http::RequestView& request;
  const std::vector<std::pair<std::string, std::string>>& captures;
  Instant now;
  Random& random;
  const Names* names = nullptr;  ///< null: none
  Rows* rows = nullptr;          ///< null: there is no state
};

/// A header as written: where its value comes from.
struct HeaderSpec {
  enum class Kind {
    literal,
    automatic_connection,  ///< `Connection: auto`
    automatic_length,      ///< `Content-Length: auto`
    http_date,             ///< `auto` for Date, {http_date: offset}
    templated,
  };
  std::string name;
  Kind kind = Kind::literal;
  std::string value;  ///< literal
  std::chrono::nanoseconds offset{0};
  std::shared_ptr<const Template> rendered;
};

enum class Coding { identity, gzip, deflate, brotli };

/// How long a reply waits.
struct DelaySpec {
  enum class Kind { none, fixed, uniform, log_normal };
  Kind kind = Kind::none;
  std::chrono::nanoseconds low{0};   ///< fixed: the delay; log_normal: the median
  std::chrono::nanoseconds high{0};  ///< uniform: the upper end; log_normal: the cap
  double sigma = 0;
  [[nodiscard]] std::chrono::nanoseconds draw(Random& random) const;
};

/// The members that a JSON body is written with: JSON Pointers, `*` for any item of a list, each once, and where the
/// name of the first one stands.
using WrittenMembers = std::vector<std::pair<std::string, Location>>;

/// What to answer: the value of `response:`. Filled by the loaders of the response keys, then `finish`ed and constant.
struct ResponseSpec {
  int status = 200;
  std::string reason;
  std::vector<HeaderSpec> headers;
  std::vector<std::string> without_headers;  ///< also never added on their own (Content-Type, Content-Encoding)

  enum class Body { none, json, file, text, base64, templated, computed };
  Body body_kind = Body::none;
  /// The body before spelling and coding: compact JSON, text, bytes, or a template's text. Of a `file` it is empty: its
  /// bytes are file_bytes, shared with the fixture reader.
  std::string body_text;
  std::shared_ptr<const std::string> file_bytes;
  std::string fixture;  ///< path of `file:`; provenance hangs on it
  std::shared_ptr<const Template> body_template;
  std::shared_ptr<const Computed> body_computed;
  std::shared_ptr<const WrittenMembers> members;  ///< null: nobody asked for them when it was loaded
  std::optional<Spelling> spelling;
  /// Whether `spelling` comes from defaults. Then it holds for what is JSON and leaves other files and templates alone;
  /// written at the response itself, it makes a body that is no JSON an error.
  bool spelling_inherited = false;
  Coding coding = Coding::identity;
  DelaySpec delay;
  FaultSpec fault;
  std::shared_ptr<const http::Chunks> chunks;  ///< null: the body leaves with a length, or as the headers say

  std::vector<ResponseSpec> sequence;
  bool cycles = false;

  /// Says the reply instead of all else here, which no file can ask for. Whoever plays the stub calls it; render() does
  /// not. Null: there is none.
  std::shared_ptr<const Responder> responder;
  /// The reply as a recording has it, instead of all else here; no file can ask for it. Null: there is none.
  std::shared_ptr<const http::Reply> recorded;

  Location where;  ///< of the value of `response:`
  Location body_where, headers_where, status_where;

  /// Spelled and coded once by finish(); what a reply without a template shares.
  std::shared_ptr<const std::string> finished_body;

  /// The body before spelling and coding, wherever it lies; of a template its text.
  [[nodiscard]] std::string_view raw_body() const noexcept {
    return file_bytes ? std::string_view{*file_bytes} : std::string_view{body_text};
  }
  /// Which answer of its sequence the n-th call (from 0) gets; 0 where there is none.
  [[nodiscard]] std::size_t answer_number(std::uint64_t call) const noexcept;
  /// The n-th answer (from 0) of a sequence, or this.
  [[nodiscard]] const ResponseSpec& at_call(std::uint64_t call) const;
  /// Makes the reply. A template that fails at run time gives 500 with problem JSON; `error` then says why.
  [[nodiscard]] http::Reply render(const RenderContext& context, std::string& error) const;
  /// Whether its body or a header is a template. Says nothing of `sequence`.
  [[nodiscard]] bool is_templated() const noexcept;
  /// Whether status, finished_body and headers are all there is to it, and none of them is a template: then
  /// a PlainHead makes the same reply.
  [[nodiscard]] bool is_plain() const noexcept;
  /// Whether a responder says the reply, or one of its sequence.
  [[nodiscard]] bool answers_in_code() const noexcept;
  /// Whether the reply, or one of its sequence, may depend on what is remembered.
  [[nodiscard]] bool asks_world() const;
};

/// Where a template failed and why, redacted.
[[nodiscard]] std::string failure_message(const Error& error);
/// 500 with RFC 9457 problem JSON: what the stub would have said is not known, so nothing of it is sent.
[[nodiscard]] http::Reply failed_reply(const std::string& why);

/// A row of the registry of response keys: status, headers, json, delay, ...
struct ResponseKey : KeyRow {
  void (*load)(const Node& value, LoadContext& context, ResponseSpec& spec) = nullptr;
  bool in_defaults = false;  ///< may stand under `defaults: response:`
  bool is_body = false;      ///< says what the body is: a response has one such key
  /// Keys are read in this order, whatever the order they are written in: `without_headers` takes away what defaults
  /// brought and not what stands beside it; `sequence` needs everything beside it.
  enum class Phase { first, middle, last };
  Phase phase = Phase::middle;
};
[[nodiscard]] std::span<const ResponseKey> response_keys();
/// Tables of the mappings under response keys (delay's forms, header values) for the schema and docs.
[[nodiscard]] std::span<const NamedTable> response_tables();

/// Reads the value of `response:` over what `spec` holds already (defaults), checks what excludes what, and finishes
/// it: static bodies are spelled and coded, templates parsed and their names checked. Reports every error.
void load_response(const Node& node, LoadContext& context, ResponseSpec& spec);
/// Reads what may be under `defaults: response:`; not finished.
void load_response_defaults(const Node& node, LoadContext& context, ResponseSpec& spec);

}  // namespace phantomime::directives
